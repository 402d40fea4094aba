import { sleep, type Process, type Task } from '../../kernel/index.ts';
import { sha1IdOfText } from '../sha1.ts';

/** How long bcrypt takes with cost 10, as etcd calls it. Measured. Units: microseconds. */
const BCRYPT_US = 60_000;
const SALT_DIGITS = 16;

/**
 * Hashes a password, slowly, with some salt.
 *
 * Shape:   `salt.hash`, both hexadecimal
 * Differs: SHA-1 in the place of bcrypt, and the time that bcrypt takes
 */
export function* hashPassword(process: Process, password: string): Task<string> {
  yield* sleep(BCRYPT_US);
  const salt = process.random.hex(SALT_DIGITS);
  return `${salt}.${sha1IdOfText(salt + password)}`;
}

/** True for the password that a hash was made of; it takes as long as hashing. */
export function* isPassword(hashed: string, password: string): Task<boolean> {
  yield* sleep(BCRYPT_US);
  const [salt = '', hash] = hashed.split('.');
  return hash === sha1IdOfText(salt + password);
}
