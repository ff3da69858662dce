namespace FunctionsMigrator.Core.Items;

/// <summary>Lines and columns (in UTF-16 units, from 1) of offsets that are asked for in rising order.</summary>
internal sealed class TextPosition(string text)
{
    private int _scanned;
    private int _line = 1;
    private int _lineStart;

    public (int Line, int Column) Of(int offset)
    {
        for (; _scanned < offset; _scanned++)
        {
            if (text[_scanned] == '\n')
            {
                _line++;
                _lineStart = _scanned + 1;
            }
        }

        return (_line, offset - _lineStart + 1);
    }
}
