/** What a program serves at a socket in the file system: it answers a line, and then closes. */
export interface LineService {
  ask(line: string): string;
}
