namespace FunctionsMigrator.Infra.Tests.Bicep;

/// <summary>Reads a file, declaration by declaration. What it does not understand is an exception with file and line, never skipped.</summary>
internal sealed class BicepParser
{
    private static readonly string[] Types = ["string", "int", "bool", "object", "array"];
    private readonly BicepExpressions _tokens;
    private readonly string _path;
    private readonly List<BicepParam> _params = [];
    private readonly List<BicepVar> _vars = [];
    private readonly List<BicepResource> _resources = [];
    private readonly List<BicepModule> _modules = [];
    private readonly List<BicepOutput> _outputs = [];
    private string? _scope;
    private string? _using;

    private BicepParser(string path, string text)
    {
        _path = path;
        _tokens = new BicepExpressions(path, BicepTokenizer.Read(path, text));
    }

    public static BicepFile Read(string path, string text) => new BicepParser(path, text).Read();

    private BicepFile Read()
    {
        var decorators = new List<BicepCall>();
        for (_tokens.SkipLines(); !_tokens.AtEnd; _tokens.SkipLines())
        {
            if (_tokens.Take("@"))
            {
                decorators.Add(_tokens.Call());
                continue;
            }

            Declaration(decorators);
            decorators = [];
            _tokens.EndOfLine();
        }

        return new BicepFile(_path, _scope, _using) { Params = _params, Vars = _vars, Resources = _resources, Modules = _modules, Outputs = _outputs };
    }

    private void Declaration(List<BicepCall> decorators)
    {
        var line = _tokens.Line;
        var keyword = _tokens.Word();
        if (decorators.Count > 0 && keyword != "param")
        {
            throw _tokens.Wrong($"a decorator in front of '{keyword}' is not understood");
        }

        switch (keyword)
        {
            case "targetScope":
                _tokens.Expect("=");
                _scope = _tokens.PlainText();
                break;
            case "using":
                _using = _tokens.PlainText();
                break;
            case "param":
                _params.Add(Param(line, decorators));
                break;
            case "var":
                _vars.Add(new BicepVar(line, _tokens.Word(), _tokens.Assigned()));
                break;
            case "output":
                _outputs.Add(new BicepOutput(line, _tokens.Word(), Type(), _tokens.Assigned()));
                break;
            case "resource":
                _resources.Add(Resource(line));
                break;
            case "module":
                _modules.Add(Module(line));
                break;
            default:
                throw _tokens.Wrong($"a declaration '{keyword}' is not understood");
        }
    }

    private BicepParam Param(int line, List<BicepCall> decorators)
    {
        var name = _tokens.Word();
        var type = _tokens.Sees("=") ? null : Type();
        return new BicepParam(line, name, type, _tokens.Sees("=") ? _tokens.Assigned() : null, decorators);
    }

    private string Type()
    {
        var type = _tokens.Word();
        return Types.Contains(type) ? type : throw _tokens.Wrong($"the type '{type}' is not understood");
    }

    private BicepResource Resource(int line)
    {
        var symbol = _tokens.Word();
        var type = _tokens.PlainText().Split('@');
        if (type.Length != 2)
        {
            throw _tokens.Wrong("a resource without a version of its type is not understood");
        }

        var existing = _tokens.TakeWord("existing");
        _tokens.Expect("=");
        var loop = _tokens.Take("[") ? Loop() : null;
        var condition = Condition();
        var body = _tokens.Object();
        if (loop is not null)
        {
            _tokens.Expect("]");
        }

        return new BicepResource(line, symbol, type[0], type[1], existing, condition, loop, body);
    }

    private BicepLoop Loop()
    {
        _tokens.ExpectWord("for");
        var pair = _tokens.Take("(");
        var item = _tokens.Word();
        string? index = null;
        if (pair)
        {
            _tokens.Expect(",");
            index = _tokens.Word();
            _tokens.Expect(")");
        }

        _tokens.ExpectWord("in");
        var source = _tokens.Expression();
        _tokens.Expect(":");
        return new BicepLoop(item, index, source);
    }

    private BicepExpression? Condition()
    {
        if (!_tokens.TakeWord("if"))
        {
            return null;
        }

        _tokens.Expect("(");
        var condition = _tokens.Expression();
        _tokens.Expect(")");
        return condition;
    }

    private BicepModule Module(int line)
    {
        var symbol = _tokens.Word();
        var path = _tokens.PlainText();
        _tokens.Expect("=");
        var condition = Condition();
        return new BicepModule(line, symbol, path, condition, _tokens.Object());
    }
}
