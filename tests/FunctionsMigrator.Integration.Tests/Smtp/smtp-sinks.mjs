// Real SMTP servers for tests, and a control server beside them on loopback. Argument: the folder node_modules.
//   POST /sinks              makes a sink: { id, port (STARTTLS), bare (no STARTTLS) }
//   POST /sinks/ID/MOOD      what it does from now on: takes, refuses, busy, broken, gone, hangs; after gone it listens on its ports again
//   GET  /sinks/ID/mails/N   its mails as soon as there are N: [{ from, to, raw }], raw in base64
//   GET  /sinks/ID/reached   answers when somebody has connected since the last call
import { createRequire } from 'node:module';
import { createServer } from 'node:http';

const require = createRequire(`${process.argv[2]}/`);
const { SMTPServer } = require('smtp-server');
const sinks = new Map();

const refusal = (code, text) => Object.assign(new Error(text), { responseCode: code });

const open = async () => {
  const sink = { id: `${sinks.size + 1}`, mood: 'takes', mails: [], waiting: [], connections: 0, held: [] };
  const options = {
    disableReverseLookup: true,
    closeTimeout: 100,
    authOptional: true,
    logger: false,
    onConnect: (session, done) => {
      sink.connections++;
      wake(sink);
      return sink.mood === 'hangs' ? sink.held.push(done) : done();
    },
    onAuth: (auth, session, done) => (auth.password === 'correct' ? done(null, { user: auth.username }) : done(new Error('Wrong password'))),
    onRcptTo: (address, session, done) =>
      done(sink.mood === 'refuses' ? refusal(550, `No mailbox ${address.address}`) : sink.mood === 'busy' ? refusal(451, 'Greylisted, come back later') : null),
    onData: (stream, session, done) => {
      const parts = [];
      stream.on('data', (part) => parts.push(part));
      stream.on('end', () => {
        if (sink.mood === 'broken') {
          return done(refusal(452, 'Out of space'));
        }

        sink.mails.push({ from: session.envelope.mailFrom.address, to: session.envelope.rcptTo.map((to) => to.address), user: session.user ?? null, raw: Buffer.concat(parts).toString('base64') });
        wake(sink);
        return done();
      });
    },
  };
  sink.open = async (ports) => {
    sink.servers = [new SMTPServer(options), new SMTPServer({ ...options, disabledCommands: ['STARTTLS', 'AUTH'] })];
    for (const [index, server] of sink.servers.entries()) {
      server.on('error', () => {});
      await new Promise((listening) => server.listen(ports[index], '127.0.0.1', listening));
    }

    return sink.servers.map((server) => server.server.address().port);
  };
  sink.ports = await sink.open([0, 0]);
  sinks.set(sink.id, sink);
  return { id: sink.id, port: sink.ports[0], bare: sink.ports[1] };
};

const wake = (sink) => {
  sink.waiting = sink.waiting.filter((waiter) => !waiter());
};

const when = (sink, ready) =>
  new Promise((resolve) => {
    sink.waiting.push(() => ready() && (resolve(), true));
    wake(sink);
  });

createServer(async (request, response) => {
  const [, , id, what, count] = request.url.split('/');
  const sink = sinks.get(id);
  let answer = {};
  if (!id) {
    answer = await open();
  } else if (request.method === 'POST') {
    const wasGone = sink.mood === 'gone';
    sink.mood = what;
    if (wasGone && what !== 'gone') {
      await sink.open(sink.ports);
    } else if (what === 'gone') {
      await Promise.all(sink.servers.map((server) => new Promise((closed) => server.close(closed))));
    }
  } else if (what === 'mails') {
    await when(sink, () => sink.mails.length >= Number(count));
    answer = sink.mails;
  } else {
    await when(sink, () => sink.connections > 0);
    sink.connections = 0;
  }

  response.end(JSON.stringify(answer));
}).listen(0, '127.0.0.1', function () {
  console.log(`sinks at ${this.address().port}`);
});
