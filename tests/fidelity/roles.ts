/** How a program says that it has made something with an id of its own. */
const CREATED = /(?:lease|Member) +([0-9a-f]{15,16}) (?:granted|added)/g;
const ID = /\b[0-9a-f]{15,16}\b/g;

/**
 * Which of our ids plays the part of a recorded one: the first lease that was granted then is the
 * first that is granted now.
 */
export class Roles {
  readonly #ours = new Map<string, string>();
  /** What was made where the recording does not say under which id. */
  #unclaimed: string[] = [];

  /** The command line with our ids in it. */
  translate(line: string): string {
    return line.replace(ID, (recorded) => {
      const known = this.#ours.get(recorded) ?? this.#unclaimed.shift();
      if (known === undefined) return recorded;
      this.#ours.set(recorded, known);
      return known;
    });
  }

  /** Notes what a command made. `recorded` is undefined where its output is withheld. */
  note(got: string, recorded: string | undefined): void {
    const made = idsIn(got);
    if (recorded === undefined) this.#unclaimed.push(...made);
    else for (const [at, id] of idsIn(recorded).entries()) this.#ours.set(id, made[at] ?? id);
  }
}

function idsIn(text: string): string[] {
  return [...text.matchAll(CREATED)].map((match) => match[1]!);
}
