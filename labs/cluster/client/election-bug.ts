/**
 * Rules that a test may break on purpose, to see that a checker notices. Test-only: nothing but
 * tests/ sets `ElectionOptions.bugs`, and each bug is one `if` at the rule it breaks.
 *
 * - `no-renew-deadline`: a leader that cannot renew its Lease goes on for ever.
 * - `ignore-conflicts`: a candidate writes the Lease whoever has written it since it looked.
 */
export type ElectionBug = 'no-renew-deadline' | 'ignore-conflicts';
