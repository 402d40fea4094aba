import type { Failure } from '../lab-session.ts';

/** Where a lab runs, and how far it is on its way elsewhere. */
export type ContainerState =
  | { readonly kind: 'off' | 'loading' | 'booting' | 'moving' | 'on' | 'returning' }
  /** The lab runs in the page, as before. */
  | { readonly kind: 'failed'; readonly failure: Failure };
