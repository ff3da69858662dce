using System.Globalization;

namespace FunctionsMigrator.Testing.Signing;

/// <summary>Commits that the real git and ssh-keygen sign, in a folder, with keys in a folder of their own.</summary>
public sealed class SigningGit : IDisposable
{
    private readonly TestFolder _keys = new();
    private readonly string _folder;

    /// <summary>Works in the folder, as a repository that it makes where there is none.</summary>
    public SigningGit(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        if (!Directory.Exists(Path.Combine(folder, ".git")))
        {
            Git([], "init", "--quiet", "--initial-branch=main", ".");
        }
    }

    /// <summary>Makes a key; answers the path of its private half. The public one has <c>.pub</c> behind it.</summary>
    public string Key(string name, string type = "ed25519", int? bits = null)
    {
        var path = _keys[name];
        string[] size = bits is { } wanted ? ["-b", wanted.ToString(CultureInfo.InvariantCulture)] : [];
        Keygen(["-q", "-t", type, .. size, "-N", "", "-C", name, "-f", path]);
        return path;
    }

    /// <summary>Has an authority certify a key; answers the path of the certificate, which can sign as the key does.</summary>
    public string Certify(string authority, string key, string principals, params string[] options)
    {
        Keygen(["-q", "-s", authority, "-I", "test", "-n", principals, .. options, key + ".pub"]);
        return key + "-cert.pub";
    }

    /// <summary>The public half of a key.</summary>
    public string Public(string key) => File.ReadAllText(Path.Combine(_keys.Path, key + ".pub")).Trim();

    /// <summary>Signs a file for a namespace; answers the armor.</summary>
    public string Sign(string key, byte[] payload, string @namespace)
    {
        var file = _keys["payload"];
        File.WriteAllBytes(file, payload);
        File.Delete(file + ".sig");
        Keygen(["-q", "-Y", "sign", "-n", @namespace, "-f", key, file]);
        return File.ReadAllText(file + ".sig");
    }

    /// <summary>Commits everything; without a key, unsigned. Answers the SHA.</summary>
    public string Commit(string message, string? key, DateTimeOffset when, string address = "ada@example.com", params string[] more)
    {
        var who = Who(address, when);
        Git(who, "add", "--all");
        Git(who, key is null
            ? ["commit", "--quiet", "--allow-empty", "-m", message, .. more]
            : ["-c", "gpg.format=ssh", "-c", "user.signingkey=" + key, "commit", "--quiet", "--allow-empty", "-S", "-m", message, .. more]);
        return Head();
    }

    /// <summary>Merges a branch with a merge commit.</summary>
    public string Merge(string branch, string? key, DateTimeOffset when, string address = "ada@example.com")
    {
        Git(Who(address, when), key is null
            ? ["merge", "--quiet", "--no-ff", "-m", "Merge " + branch, branch]
            : ["-c", "gpg.format=ssh", "-c", "user.signingkey=" + key, "merge", "--quiet", "--no-ff", "-S", "-m", "Merge " + branch, branch]);
        return Head();
    }

    /// <summary>Runs git in the folder; answers what it printed.</summary>
    public string Git(params string[] arguments) => Git([], arguments);

    /// <summary>The SHA of the present commit.</summary>
    public string Head() => Git("rev-parse", "HEAD");

    /// <summary>Puts a commit object of these bytes where the branch points to; answers its SHA.</summary>
    public string Replace(byte[] commit)
    {
        var file = _keys["commit"];
        File.WriteAllBytes(file, commit);
        var sha = Git("hash-object", "-t", "commit", "-w", file);
        Git("update-ref", "HEAD", sha);
        return sha;
    }

    /// <inheritdoc/>
    public void Dispose() => _keys.Dispose();

    private string Git(Dictionary<string, string> environment, params string[] arguments) => ProgramRun.Run("git", _folder, environment, arguments);

    private void Keygen(string[] arguments) => ProgramRun.Run("ssh-keygen", _keys.Path, new Dictionary<string, string>(), arguments);

    private static Dictionary<string, string> Who(string address, DateTimeOffset when)
    {
        var environment = new Dictionary<string, string>();
        foreach (var who in new[] { "AUTHOR", "COMMITTER" })
        {
            environment[$"GIT_{who}_NAME"] = address.Split('@')[0];
            environment[$"GIT_{who}_EMAIL"] = address;
            environment[$"GIT_{who}_DATE"] = $"{when.ToUnixTimeSeconds()} +0100";
        }

        return environment;
    }
}
