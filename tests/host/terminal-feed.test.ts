import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TerminalFeed } from '../../src/lab/terminal-feed.ts';

/** A screen that draws at once, and the writes that it got. */
function drawn(feed: TerminalFeed): string[] {
  const writes: string[] = [];
  feed.attach((text, done) => {
    writes.push(text);
    done();
  });
  return writes;
}

describe("a terminal's output", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is drawn at once after a silence', () => {
    const feed = new TerminalFeed();
    const writes = drawn(feed);
    feed.push('a');
    expect(writes).toEqual(['a']);
    vi.advanceTimersByTime(100);
    feed.push('b');
    expect(writes).toEqual(['a', 'b']);
  });

  it('is gathered while more comes', () => {
    const feed = new TerminalFeed();
    const writes = drawn(feed);
    for (const text of ['a', 'b', 'c', 'd']) feed.push(text);
    expect(writes).toEqual(['a']);
    vi.advanceTimersByTime(20);
    expect(writes).toEqual(['a', 'bcd']);
  });

  it('is held until somebody draws it, and while a screen is slow', () => {
    const feed = new TerminalFeed();
    feed.push('early ');
    const writes: string[] = [];
    let finish = (): void => undefined;
    feed.attach((text, done) => {
      writes.push(text);
      finish = done;
    });
    feed.push('b');
    vi.advanceTimersByTime(500);
    expect(writes).toEqual(['early ']);
    finish();
    vi.advanceTimersByTime(20);
    expect(writes).toEqual(['early ', 'b']);
  });
});
