import { LabServer } from '../../labs/host/lab-server.ts';
import { parts } from '../../labs/host/parts.ts';
import type { LabHost, LabReply, LabRequest } from '../../labs/host/protocol.ts';

/** A host whose labs run right here, and can be spoiled. */
export class ServerHost {
  /** The labs that run. */
  running = 0;
  /** Changes what a lab answers; undefined swallows it. */
  spoil: (reply: LabReply) => LabReply | undefined = (reply) => reply;
  readonly asked: LabRequest[] = [];
  #receive: ((reply: LabReply) => void) | undefined;

  readonly host: LabHost = (receive) => {
    let isOpen = true;
    this.running++;
    this.#receive = receive;
    const later = (run: () => void, ms: number): void => void setTimeout(run, ms);
    const pass = (reply: LabReply): void => {
      const spoilt = isOpen ? this.spoil(structuredClone(reply)) : undefined;
      // Later, as over any wire.
      if (spoilt) setTimeout(() => isOpen && receive(spoilt));
    };
    const server = new LabServer({ now: () => performance.now(), later }, pass, parts);
    return {
      send: (request) => {
        this.asked.push(request);
        if (isOpen) server.receive(structuredClone(request));
      },
      close: () => {
        if (isOpen) this.running--;
        isOpen = false;
        server.close();
      },
    };
  };

  /** The latest lab is gone, as the machine below it. */
  crash(): void {
    this.#receive?.({ type: 'crash', message: 'no power' });
  }
}
