/** Which kubectl this is. Source: the release that the recordings were made with */
export const clientVersion = {
  buildDate: '2026-09-29T20:03:31Z',
  compiler: 'gc',
  gitCommit: 'bb826b1d48562f110659e64e8ec444327433db95',
  gitTreeState: 'clean',
  gitVersion: 'v1.36.4',
  goVersion: 'go1.27.1',
  major: '1',
  minor: '36',
  platform: 'linux/amd64',
};

export const KUSTOMIZE_VERSION = 'v5.8.1';

export const USER_AGENT = 'kubectl/v1.36.4 (linux/amd64) kubernetes/bb826b1';
