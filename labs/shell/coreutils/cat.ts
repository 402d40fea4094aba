import { eachInput, eachLine, splitLines, readAll } from './input.ts';
import { makeTool } from './tool.ts';

export const cat = makeTool(
  {
    usage: '[OPTION]... [FILE]...',
    options: {
      number: 'n',
      'number-nonblank': 'b',
      'show-ends': 'E',
      'show-tabs': 'T',
      'show-all': 'A',
      'squeeze-blank': 's',
      u: '',
    },
  },
  function* (tool) {
    const { process } = tool;
    const isNumbered = tool.has('number', 'number-nonblank');
    const showsEnds = tool.has('show-ends', 'show-all');
    const showsTabs = tool.has('show-tabs', 'show-all');
    const isSqueezed = tool.has('squeeze-blank');
    let number = 0;
    let wasBlank = false;
    return yield* eachInput(tool, tool.operands, function* ({ stream }) {
      if (!isNumbered && !showsEnds && !showsTabs && !isSqueezed) {
        for (let text = yield* stream.read(); text !== ''; text = yield* stream.read()) {
          yield* process.print(text);
        }
        return;
      }
      yield* eachLine(stream, function* (line, end) {
        const isBlank = line === '';
        if (isSqueezed && isBlank && wasBlank) return;
        wasBlank = isBlank;
        const hasNumber = isNumbered && !(isBlank && tool.has('number-nonblank'));
        const head = hasNumber ? `${String(++number).padStart(6)}\t` : '';
        const text = showsTabs ? line.replaceAll('\t', '^I') : line;
        yield* process.print(head + text + (showsEnds && end ? '$' : '') + end);
      });
    });
  },
);

export const tac = makeTool({ usage: '[OPTION]... [FILE]...' }, function* (tool) {
  const failed = (name: string, error: string): string =>
    `failed to open '${name}' for reading: ${error}`;
  return yield* eachInput(
    tool,
    tool.operands,
    function* ({ stream }) {
      const lines = splitLines(yield* readAll(stream)).toReversed();
      yield* tool.process.print(lines.map((line) => `${line}\n`).join(''));
    },
    failed,
  );
});

/** Shape: `nl` numbers the lines that are not empty. */
export const nl = makeTool({ usage: '[OPTION]... [FILE]...' }, function* (tool) {
  let number = 0;
  return yield* eachInput(tool, tool.operands, function* ({ stream }) {
    yield* eachLine(stream, function* (line) {
      const head = line === '' ? ' '.repeat(7) : `${String(++number).padStart(6)}\t`;
      yield* tool.process.print(`${head}${line}\n`);
    });
  });
});
