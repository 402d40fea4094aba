import type { LabRequest } from './protocol.ts';

/** What a line at the lab's own prompt asks for: requests, words to show, or the end. */
export type Wish =
  | { readonly kind: 'requests'; readonly requests: readonly LabRequest[] }
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'leave' };

export const HELP = `  off MACHINE, on MACHINE    take a machine's power, and give it back
  speed 1|10|60              let time pass faster
  skip SECONDS               let so much time pass at once
  solve                      have the current step done
  quit                       leave the lab
`;

/**
 * Reads a line at the prompt that Ctrl-] opens in a terminal: what a page has buttons for.
 *
 * Shape:  `off etcd-1` → a fault; an empty line asks for nothing
 * Errors: words that say what would be right
 */
export function readWish(
  line: string,
  machines: readonly string[],
  step: string | undefined,
): Wish {
  const [verb = '', value = '', ...rest] = line.trim().split(/\s+/);
  if (rest.length > 0) return words(`That is too much: ${rest.join(' ')}`);
  switch (verb) {
    case '':
      return { kind: 'requests', requests: [] };
    case 'off':
    case 'on':
      return machines.includes(value)
        ? ask({ type: 'fault', fault: { kind: `power-${verb}`, machine: value } })
        : words(`Which machine? ${machines.join(', ')}`);
    case 'speed':
      return ['1', '10', '60'].includes(value)
        ? ask({ type: 'speed', speed: Number(value) })
        : words('How fast? 1, 10 or 60');
    case 'skip':
      return /^[1-9]\d{0,3}$/.test(value)
        ? ask({ type: 'skip', byUs: Number(value) * 1_000_000 })
        : words('How many seconds? 1 to 9999');
    case 'solve':
      return step === undefined ? words('All steps are done.') : ask({ type: 'solve', step });
    case 'quit':
    case 'exit':
      return { kind: 'leave' };
    default:
      return { kind: 'words', text: HELP };
  }
}

function words(text: string): Wish {
  return { kind: 'words', text: `  ${text}\n` };
}

function ask(request: LabRequest): Wish {
  return { kind: 'requests', requests: [request] };
}
