// Makes standard input look like a terminal to the program that starts: the test's own terminal is
// told when it should be raw. The warning stands for what a runtime says unasked.
process.stderr.write('(node) Warning: a note of the runtime, before anybody said hello\n');
process.stdin.isTTY = true;
process.stdin.setRawMode = (isRaw) => {
  process.send?.(isRaw);
  return process.stdin;
};
