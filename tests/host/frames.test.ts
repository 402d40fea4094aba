import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFrame, FrameDecoder } from '../../labs/host/frames.ts';

/** What one terminal makes of two programs' words: echo, CR LF, and cuts at any place. */
function asTerminal(text: string, cuts: readonly number[]): string[] {
  const bytes = new TextEncoder().encode(text.replaceAll('\n', '\r\n'));
  const places = [...cuts, bytes.length].map((cut) => cut % (bytes.length + 1));
  places.sort((a, b) => a - b);
  return places.map((place, at) =>
    new TextDecoder().decode(bytes.slice(places[at - 1] ?? 0, Math.max(place, 0))),
  );
}

function decodeAll(chunks: readonly string[]) {
  const decoder = new FrameDecoder('lab');
  const decoded = chunks.map((chunk) => decoder.push(chunk));
  return {
    messages: decoded.flatMap(({ messages }) => messages),
    diagnostics: decoded.map(({ diagnostics }) => diagnostics).join(''),
  };
}

const cuts = fc.array(fc.nat());
const piece = fc.oneof(
  fc.record({ kind: fc.constant('lab' as const), value: fc.jsonValue() }),
  fc.record({ kind: fc.constant('page' as const), value: fc.jsonValue() }),
  fc.record({ kind: fc.constant('words' as const), value: fc.stringMatching(/^[a-z :]{1,12}$/) }),
);

describe('frames', () => {
  it('come through a merged, echoing, CR LF terminal, cut anywhere, once and in order', () => {
    fc.assert(
      fc.property(fc.array(piece), cuts, (pieces, where) => {
        const text = pieces
          .map(({ kind, value }) =>
            kind === 'words' ? `${value as string}\n` : encodeFrame(kind, value),
          )
          .join('');
        const { diagnostics, messages } = decodeAll(asTerminal(text, where));
        const sent = pieces.filter(({ kind }) => kind === 'lab').map(({ value }) => value);
        const said = pieces.filter(({ kind }) => kind === 'words').map(({ value }) => value);
        expect(messages).toEqual(JSON.parse(JSON.stringify(sent)));
        expect(diagnostics.split(/[\r\n]+/).filter(Boolean)).toEqual(said);
      }),
    );
  });

  it('are plain ASCII on one line, with no character that a terminal obeys but the first', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(encodeFrame('page', { text })).toMatch(/^\x1e[\x20-\x7e]*\n$/);
      }),
    );
  });

  it('end at a carriage return too, and lose nothing of what follows', () => {
    const frames = encodeFrame('lab', 1).replace('\n', '\r') + encodeFrame('lab', 2);
    expect(decodeAll([frames, 'a note\n'])).toEqual({ messages: [1, 2], diagnostics: 'a note\n' });
  });

  it('are diagnostics where a warning tore them, and the next one is whole again', () => {
    const [torn, next] = [encodeFrame('lab', 'torn'), encodeFrame('lab', 'whole')];
    const text = `${torn.slice(0, 6)}Warning: slow\n${torn.slice(6)}${next}`;
    const { diagnostics, messages } = decodeAll([text]);
    expect(messages).toEqual(['whole']);
    expect(diagnostics).toContain('Warning: slow');
  });

  it('are diagnostics where one begins before the last has ended', () => {
    const [torn, next] = [encodeFrame('lab', 'torn'), encodeFrame('lab', 'whole')];
    expect(decodeAll([torn.slice(0, 9), next])).toEqual({
      messages: ['whole'],
      diagnostics: torn.slice(0, 9),
    });
  });

  it('leave alone what only looks like a frame', () => {
    const text = '\x1e{"else":1}\n\x1enothing\n\x1enull\n';
    expect(decodeAll([text]).messages).toEqual([]);
    expect(decodeAll([text]).diagnostics).toContain('{"else":1}');
  });
});
