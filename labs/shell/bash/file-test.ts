import { readParameter } from './special.ts';
import type { Shell } from './shell.ts';

/**
 * Answers a question about one word: `-f file`, `-z text`. Errors: undefined for no such
 * question.
 */
export function testFile(shell: Shell, operator: string, text: string): boolean | undefined {
  const { files } = shell.machine;
  const path = shell.resolve(text);
  const status = text === '' ? undefined : files.stat(path);
  const isNull = path === '/dev/null';
  switch (operator) {
    case '-z':
      return text === '';
    case '-n':
      return text !== '';
    case '-e':
    case '-a':
    case '-r':
    case '-w':
    case '-O':
    case '-G':
      return status !== undefined || isNull;
    case '-f':
      return status?.kind === 'file';
    case '-d':
      return status?.kind === 'directory';
    case '-s':
      return status !== undefined && status.size > 0;
    case '-x':
      return status !== undefined && (status.mode & 0o111) !== 0;
    case '-c':
      return isNull;
    case '-h':
    case '-L':
    case '-p':
    case '-S':
    case '-b':
    case '-u':
    case '-g':
    case '-k':
      return false;
    case '-t':
      return shell.process.streams[Number(text)]?.terminal !== undefined;
    case '-v':
      return readParameter(shell, text) !== undefined;
    case '-o':
      return shell.options.has(text as never);
    default:
      return undefined;
  }
}
