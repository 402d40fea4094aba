import { afterEach, describe, expect, it, vi } from 'vitest';
import type { LabReply, Recording } from '../../labs/host/protocol.ts';
import { Relay } from '../../src/lab/relay.ts';
import { Keeper } from '../../src/lab/webcontainer/keeper.ts';
import { moveLab, reviveLab } from '../../src/lab/webcontainer/move.ts';
import { ServerHost } from './server-host.ts';

const type = (text: string) => ({ type: 'type', terminal: 'workstation', text }) as const;

/** A lab behind a relay, as a page holds it. */
class Page {
  readonly here = new ServerHost();
  readonly there = new ServerHost();
  readonly relay = new Relay(this.here.host);
  readonly replies: LabReply[] = [];
  connection = this.relay.host((reply) => this.replies.push(reply));

  async open(): Promise<this> {
    this.connection.send({ type: 'open', lesson: 'quorum' });
    await this.see('root@workstation:~# ');
    return this;
  }

  async run(line: string): Promise<void> {
    this.connection.send(type(`${line}; echo do""ne\r`));
    await this.see('done');
  }

  /** Waits for a text on the workstation's terminal that was not there before. */
  async see(text: string): Promise<void> {
    const from = this.#seen;
    await vi.waitFor(() => expect(this.screen.slice(from)).toContain(text), { timeout: 20_000 });
    this.#seen = this.screen.length;
  }

  #seen = 0;

  get screen(): string {
    return this.replies
      .filter((reply) => reply.type === 'output')
      .filter(({ terminal }) => terminal === 'workstation')
      .map(({ text }) => text)
      .join('');
  }

  get crashes(): number {
    return this.replies.filter(({ type }) => type === 'crash').length;
  }
}

let page: Page;
afterEach(() => page.connection.close());

describe('a lab behind a relay', () => {
  it('moves, and takes along what is typed on the way', async () => {
    page = await new Page().open();
    await page.run('marker=kept');
    const move = moveLab(page.relay, page.there.host);
    await page.run('echo meanwhile');
    const recording = await move;
    expect([page.here.running, page.there.running]).toEqual([0, 1]);
    expect(recording.record.length).toBeGreaterThan(1);
    page.connection.send(type('echo $marker\r'));
    await page.see('kept');
    expect(page.screen.match(/meanwhile\r\n/g)).toHaveLength(1);
    expect(page.crashes).toBe(0);
  });

  it('keeps what is asked while it is held, and the speed', async () => {
    page = await new Page().open();
    page.connection.send({ type: 'speed', speed: 10 });
    page.relay.hold();
    page.connection.send(type('echo held\r'));
    page.connection.send({ type: 'speed', speed: 60 });
    expect(page.here.asked.at(-1)).toEqual({ type: 'speed', speed: 0 });
    page.relay.release();
    expect(page.here.asked.slice(-2)).toEqual([{ type: 'speed', speed: 60 }, type('echo held\r')]);
    await page.see('held');
  });

  it('lets time pass no faster than outside while another lab catches up', async () => {
    page = await new Page().open();
    page.connection.send({ type: 'speed', speed: 60 });
    const move = moveLab(page.relay, page.there.host);
    expect(page.here.asked.findLast(({ type }) => type === 'speed')).toMatchObject({ speed: 1 });
    const shown = (): number =>
      page.replies.findLast((reply) => reply.type === 'clock')!.clock.speed;
    await move;
    expect(page.there.asked.at(-1)).toEqual({ type: 'speed', speed: 60 });
    expect(shown()).toBe(60);
    const failing = moveLab(page.relay, (receive) => {
      setTimeout(() => receive({ type: 'crash', message: 'no memory' }));
      return { send: () => undefined, close: () => undefined };
    });
    await expect(failing).rejects.toThrow('no memory');
    expect(page.there.asked.at(-1)).toEqual({ type: 'speed', speed: 60 });
  });

  it('does not move where the other lab is another one', async () => {
    page = await new Page().open();
    page.there.spoil = (reply) =>
      reply.type === 'record' ? { ...reply, traceHash: 'another' } : reply;
    await expect(moveLab(page.relay, page.there.host)).rejects.toThrow('another state');
    expect([page.here.running, page.there.running]).toEqual([1, 0]);
    await page.run('echo still');
  });

  it('does not move where the other host fails on the way', async () => {
    page = await new Page().open();
    page.there.spoil = (reply) =>
      reply.type === 'record' ? { type: 'crash', message: 'no memory' } : reply;
    await expect(moveLab(page.relay, page.there.host)).rejects.toThrow('no memory');
    page.there.spoil = (reply) => (reply.type === 'hello' ? { ...reply, version: 0 } : reply);
    await expect(moveLab(page.relay, page.there.host)).rejects.toThrow('different versions');
    await page.run('echo still');
    expect(page.crashes).toBe(0);
  });

  it('does not move where it was started over meanwhile', async () => {
    page = await new Page().open();
    const startOver = (): void => {
      page.connection.close();
      page.connection = page.relay.host((reply) => page.replies.push(reply));
      page.connection.send({ type: 'open', lesson: 'quorum' });
    };
    const early = moveLab(page.relay, page.there.host);
    startOver();
    await expect(early).rejects.toThrow('has ended');
    page.there.spoil = (reply) => {
      if (reply.type === 'record') startOver();
      return reply;
    };
    await expect(moveLab(page.relay, page.there.host)).rejects.toThrow('started over');
    await page.see('root@workstation:~# ');
    await page.run('echo anew');
    expect(page.there.running).toBe(0);
  });

  it('comes back to life with what was asked since it was last recorded', async () => {
    page = await new Page().open();
    await page.run('first=1');
    const recording = await page.relay.record(0);
    const recent = [type('second=2\r'), { type: 'solve', step: 'leader' } as const];
    page.relay.onCrash = () => true;
    page.here.crash();
    await reviveLab(page.relay, page.there.host, { ...recording, passed: ['write'] }, recent);
    page.connection.send(type('echo $first$second\r'));
    await page.see('12');
    await vi.waitFor(() => expect(page.relay.passed).toEqual(['leader', 'write']));
    expect(page.crashes).toBe(0);
  });
});

describe('the keeper of a record', () => {
  it('knows what was asked since, and begins anew with a lab that does', async () => {
    page = await new Page().open();
    const keeper = new Keeper(page.relay, await page.relay.record(0), () => undefined);
    const known = keeper.recording!.record.length;
    await page.run('echo one');
    expect(keeper.recent).toHaveLength(1);
    await vi.waitFor(() => expect(keeper.recent).toEqual([]), { timeout: 10_000 });
    expect(keeper.recording!.record).toHaveLength(known + 1);
    page.connection.close();
    page.connection = page.relay.host(() => undefined);
    expect(keeper.recording).toBeUndefined();
    keeper.stop();
  });

  it('gives up a lab that is silent, and no lab that answers', async () => {
    page = await new Page().open();
    const onSilent = vi.fn();
    const recording: Recording = await page.relay.record(0);
    const keeper = new Keeper(page.relay, recording, onSilent);
    vi.useFakeTimers();
    try {
      const silent = new Keeper(new Relay(page.there.host), recording, onSilent);
      await vi.advanceTimersByTimeAsync(9_000);
      expect(onSilent).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(3_000);
      expect(onSilent).toHaveBeenCalledTimes(1);
      silent.stop();
    } finally {
      vi.useRealTimers();
      keeper.stop();
    }
  });
});
