import type { Netem } from '../../cluster/kernel/index.ts';

export const NETEM_USAGE = `Usage: ... netem [ limit PACKETS ]
                 [ delay TIME [ JITTER [CORRELATION]]]
                 [ distribution {uniform|normal|pareto|paretonormal} ]
                 [ corrupt PERCENT [CORRELATION]]
                 [ duplicate PERCENT [CORRELATION]]
                 [ loss random PERCENT [CORRELATION]]
                 [ loss state P13 [P31 [P32 [P23 P14]]]
                 [ loss gemodel PERCENT [R [1-H [1-K]]]
                 [ ecn ]
                 [ reorder PERCENT [CORRELATION] [ gap DISTANCE ]]
                 [ rate RATE [PACKETOVERHEAD] [CELLSIZE] [CELLOVERHEAD]]
                 [ slot MIN_DELAY [MAX_DELAY] [packets MAX_PACKETS] [bytes MAX_BYTES]]
                 [ slot distribution {uniform|normal|pareto|paretonormal|custom}
                   DELAY JITTER [packets MAX_PACKETS] [bytes MAX_BYTES]]
`;

/** What tc says where a word is missing at the end. */
export const INCOMPLETE = 'Command line is not complete. Try option "help"';

const NOTHING: Netem = { delayUs: 0, jitterUs: 0, loss: 0 };

/** By what a time's unit is multiplied. Units: microseconds */
const units: Readonly<Record<string, number>> = { s: 1e6, ms: 1e3, us: 1, '': 1 };

/**
 * Reads what follows `netem`. What is not said is nothing, whatever was there before.
 *
 * Errors:  tc's own sentence
 * Source:  iproute2 tc/q_netem.c `netem_parse_opt`
 */
export function readNetem(words: readonly string[]): Netem | string {
  const rest = [...words];
  let { delayUs, jitterUs, loss } = NOTHING;
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === 'limit') rest.shift();
    else if (word === 'delay' || word === 'latency') {
      if (rest.length === 0) return INCOMPLETE;
      const delay = readTime(rest.shift()!);
      if (delay === undefined) return 'Illegal "latency"';
      delayUs = delay;
      if (/^\d/.test(rest[0] ?? '')) {
        const jitter = readTime(rest.shift()!);
        if (jitter === undefined) return 'Illegal "latency"';
        jitterUs = jitter;
        if (/^[\d.]+%$/.test(rest[0] ?? '')) rest.shift();
      }
    } else if (word === 'loss' || word === 'drop') {
      if (rest[0] === 'random') rest.shift();
      const text = rest.shift();
      if (text === undefined) return INCOMPLETE;
      if (!/^\d/.test(text)) return `Unknown loss parameter: ${text}`;
      const percent = /^(\d+(?:\.\d+)?)%?$/.exec(text)?.[1];
      if (percent === undefined || Number(percent) > 100) return 'Illegal "loss percent"';
      loss = Number(percent) / 100;
    } else if (/^(corrupt|duplicate|reorder|rate|slot|distribution|ecn|gap)$/.test(word)) {
      return `tc: "netem ${word}" is not modelled in this lab`;
    } else return `What is "${word}"?`;
  }
  return { delayUs, jitterUs, loss };
}

function readTime(text: string): number | undefined {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)([a-z]*)$/.exec(text) ?? [];
  const factor = units[unit.replace(/(ec|ecs)$/, '')];
  return digits === undefined || factor === undefined ? undefined : Number(digits) * factor;
}

/** Shape: `qdisc netem 8001: root refcnt 2 limit 1000 delay 50ms  10ms loss 10%` */
export function formatNetem({ delayUs, jitterUs, loss }: Netem): string {
  const jitter = jitterUs > 0 ? `  ${formatTime(jitterUs)}` : '';
  const delay = delayUs > 0 ? ` delay ${formatTime(delayUs)}${jitter}` : '';
  const lost = loss > 0 ? ` loss ${Number((loss * 100).toPrecision(6))}%` : '';
  return `qdisc netem 8001: root refcnt 2 limit 1000${delay}${lost}`;
}

/** Source: iproute2 lib/utils.c `print_time` */
function formatTime(us: number): string {
  if (us >= 1e6) return `${Number((us / 1e6).toPrecision(3))}s`;
  return us >= 1e3 ? `${Number((us / 1e3).toPrecision(3))}ms` : `${us}us`;
}
