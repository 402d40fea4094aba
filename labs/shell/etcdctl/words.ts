/** Words with quotes. Source: etcdctl/ctlv3/command/util.go `argify` */
export function argify(line: string): string[] {
  const words = line.match(/"(?:[^"\\]|\\.)*"|'[^']*'|[^'"\s]\S*[^'"\s]?/g) ?? [];
  return words.map((word) => {
    if (word.startsWith("'")) return word.slice(1, -1);
    return word.startsWith('"') ? unquote(word) : word;
  });
}

/** A text that stands in Go's quotes. */
export function unquote(text: string): string {
  const plain: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };
  return text
    .slice(1, -1)
    .replace(/\\(?:x([0-9a-f]{2})|(.))/gi, (_, hex: string | undefined, other: string) =>
      hex === undefined ? (plain[other] ?? other) : String.fromCharCode(parseInt(hex, 16)),
    );
}
