// Runs one program and ends it when standard input closes. That happens when whoever started us is gone, however it went, so no server outlives its tests.
// Argument: JSON { command, args, stop, folder, keep, unprivileged, shell, cwd }.
//   stop          the signal that ends the program; SIGKILL follows after ten seconds
//   folder        made before the program starts, belongs to its user, and is removed at the end unless `keep`, or unless the word "keep" arrived before
//   unprivileged  when root runs us, the program runs as nobody: PostgreSQL refuses root
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdirSync, rmSync } from 'node:fs';

const task = JSON.parse(process.argv[2]);
process.umask(0o022);
let keep = task.keep;

let user = {};
if (task.unprivileged && process.getuid?.() === 0) {
  const id = (what) => Number(execFileSync('id', [what, 'nobody'], { encoding: 'utf8' }));
  user = { uid: id('-u'), gid: id('-g') };
}

if (task.folder) {
  mkdirSync(task.folder, { recursive: true });
  if (user.uid !== undefined) {
    chownSync(task.folder, user.uid, user.gid);
  }
}

const child = spawn(task.command, task.args, { ...user, cwd: task.cwd ?? task.folder, shell: task.shell ?? false, stdio: ['ignore', 'inherit', 'inherit'], windowsHide: true });
child.on('error', (error) => {
  console.error(error.message);
  process.exit(127);
});
child.on('exit', (code, signal) => {
  if (task.folder && !keep) {
    rmSync(task.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  process.exit(signal ? 128 : code);
});

const stop = () => {
  child.kill(task.stop ?? 'SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), 10_000).unref();
};
process.stdin.on('data', (word) => {
  keep ||= word.toString().startsWith('keep');
});
process.stdin.on('end', stop);
process.stdin.on('error', stop);
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
