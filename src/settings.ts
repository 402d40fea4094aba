/**
 * What whoever hosts the course decides: change it here, and build.
 */
export const settings: Settings = {
  firstHost: 'worker',
  webContainerKey: undefined,
};

export interface Settings {
  /**
   * Where a lab runs until its reader chooses otherwise: `worker`, in the page itself, or
   * `webcontainer`, which asks the vendor's servers as soon as a lab opens.
   */
  readonly firstHost: 'worker' | 'webcontainer';
  /** The API key of whoever has a licence: production use by a company needs one. */
  readonly webContainerKey: string | undefined;
}
