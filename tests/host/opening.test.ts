import { describe, expect, it } from 'vitest';
import { parts } from '../../labs/host/parts.ts';
import { LabDesk } from './lab-desk.ts';

const PROMPT = 'root@workstation:~# ';

describe('a lab that opens', () => {
  it('shows its prompt first, then its picture, and waits for no program with either', async () => {
    const desk = new LabDesk({ ...parts, toolbox: () => new Promise(() => undefined) });
    desk.send({ type: 'open', lesson: 'quorum' });
    while (!desk.output().includes(PROMPT)) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(desk.all('snapshot')).toEqual([]);
    desk.pass(50);
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(desk.all('snapshot')).toHaveLength(1);
    expect(desk.all('boot').map(({ state }) => state)).not.toContain('ready');
  });

  it('names the labs there are, where it is asked for another', async () => {
    const desk = new LabDesk();
    desk.send({ type: 'open', lesson: 'quorate' });
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(desk.all('crash')[0]?.message).toContain('Labs: quorum, stacked, playground/');
  });
});
