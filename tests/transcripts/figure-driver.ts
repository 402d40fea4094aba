/*
 * Reads the figures of a built page, as a reader gets them: the caption, what is said to those who
 * cannot see, and what is drawn. The transcripts hold it against what each lab's solution leads to.
 */
import { readPages } from '../../scripts/built-site.mjs';

type Verb = (argument: string) => readonly string[];

/** Runs the lines of one transcript, first of all `! open /address/`. */
export class FigureDriver {
  #figures: readonly string[] = [];

  readonly #verbs: Readonly<Record<string, Verb>> = {
    open: (address) => {
      const page = readPages().find((one) => one.address === address);
      this.#figures = page?.html.match(/<figure class="figure\b.*?<\/figure>/gs) ?? [];
      return [`${this.#figures.length} figures`];
    },
    figure: (number) => {
      const figure = this.#figures[Number(number) - 1];
      return figure === undefined ? ['no such figure'] : formatFigure(figure);
    },
  };

  run(line: string): readonly string[] {
    const [verb = '', argument = ''] = line.slice(2).split(' ');
    return this.#verbs[verb]?.(argument) ?? [`no such verb: ${verb}`];
  }
}

function formatFigure(figure: string): string[] {
  const caption = textOf(/<figcaption.*?<\/figcaption>/s.exec(figure)?.[0] ?? '');
  const label = /role="img" aria-label="(.*?)"/.exec(figure)?.[1] ?? 'nothing';
  const machines = figure.split(/<g [^>]*class="(?:q-machine|node)\b/).slice(1);
  return [
    `“${caption}”`,
    ...label.split(/(?<=[.;]) /).map((part) => `says: ${part}`),
    ...machines.map((machine) => `draws: ${textsOf(machine).join(' · ')}`),
    `lines: ${formatLines(figure)}`,
  ];
}

/** Shape: `3 solid, 2 dashed; 4 tips, 2 crosses`. */
function formatLines(figure: string): string {
  const count = (pattern: RegExp): number => figure.match(pattern)?.length ?? 0;
  const dashed = count(/class="edge silent\b/g);
  const solid = count(/class="edge\b/g) - dashed;
  const tips = count(/class="tip"/g);
  return `${solid} solid, ${dashed} dashed; ${tips} tips, ${count(/class="cross"/g)} crosses`;
}

function textsOf(svg: string): string[] {
  return (svg.match(/<text\b.*?<\/text>/gs) ?? [])
    .map((text) => maskCount(textOf(text)))
    .filter((text) => text !== '');
}

/** Counts move with the least change of the cluster's timing, and no words rely on them. */
function maskCount(text: string): string {
  return text.replace(/^commit \d+$/, 'commit N').replace(/^\d+ watch(es)?$/, 'N watches');
}

function textOf(html: string): string {
  return html
    .replace(/<[^>]*>/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
