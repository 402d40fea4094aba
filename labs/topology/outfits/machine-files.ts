/** Text files of a machine, by path. */
export type MachineFiles = Readonly<Record<string, string>>;

/** A unit file, and the mark that starts it at boot (a link, on a real machine). */
export function enabledUnit(name: string, text: string): MachineFiles {
  return {
    [`/etc/systemd/system/${name}`]: text,
    [`/etc/systemd/system/multi-user.target.wants/${name}`]: '',
  };
}

/** The unit file of the SSH server. */
export const sshUnit = `[Unit]
Description=OpenBSD Secure Shell server
After=network.target

[Service]
Type=notify
ExecStart=/usr/sbin/sshd -D
Restart=on-failure

[Install]
WantedBy=multi-user.target
`;
