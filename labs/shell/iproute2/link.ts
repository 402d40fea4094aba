import type { Interface } from './interfaces.ts';
import type { IpStyle } from './ip.ts';

/** `ip link show`. */
export function formatLinks(interfaces: readonly Interface[], style: IpStyle): string {
  return interfaces
    .map((one) => {
      if (style.isBrief) return `${formatBrief(one)}${one.hardware} <${one.flags}> \n`;
      return joinLines([formatHead(one, ' mode DEFAULT'), formatHardware(one)], style);
    })
    .join('');
}

/** Shape: `eth0             UP             ` */
export function formatBrief({ name, state }: Interface): string {
  return `${name.padEnd(16)} ${state.padEnd(14)} `;
}

export function formatHead(one: Interface, mode = ''): string {
  const { flags, name, number, settings, state } = one;
  return `${number}: ${name}: <${flags}> ${settings} state ${state}${mode} group default qlen 1000`;
}

export function formatHardware({ hardware, hardwareBroadcast, kind }: Interface): string {
  return `    link/${kind} ${hardware} brd ${hardwareBroadcast}`;
}

/** With `-o` a backslash stands where a line would end. */
export function joinLines(lines: readonly string[], { isOneLine }: IpStyle): string {
  return `${lines.join(isOneLine ? '\\' : '\n')}\n`;
}
