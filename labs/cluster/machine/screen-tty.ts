import { MILLISECOND, sleep, type StreamError, type Task } from '../kernel/index.ts';
import { Tty } from './tty.ts';

/** So much is drawn before the screen takes a rest. Units: characters. */
const BURST = 1_048_576;
const REST_US = 50 * MILLISECOND;
/** How much is kept for whoever shows the screen; beyond it the latest half. Units: characters. */
const SHOWN_MAX = 4 * BURST;

/**
 * The terminal of a console. Its screen draws at a pace of its own, in virtual time: whether
 * somebody outside looks often, seldom or never must not change what a program does, or a record
 * would not replay.
 */
export class ScreenTty extends Tty {
  #drawn = 0;

  override *write(text: string): Task<StreamError | undefined> {
    this.#drawn += text.length;
    if (this.#drawn > BURST) {
      this.#drawn = 0;
      yield* sleep(REST_US);
    }
    const error = yield* super.write(text);
    this.forgetBeyond(SHOWN_MAX);
    return error;
  }

  /** The screen's pace is all that a writer waits for. */
  protected override get hasRoom(): boolean {
    return true;
  }
}
