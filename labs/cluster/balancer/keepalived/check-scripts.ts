import type { Machine } from '../../machine/index.ts';
import type { Draft, Script } from './configuration.ts';
import type { Findings } from './findings.ts';

/**
 * Looks whether the commands of all scripts are there, and puts away those that can't be run.
 *
 * Source:  keepalived 2.2.7 keepalived/vrrp/vrrp.c `check_vrrp_script_security`, lib/notify.c
 *          `check_script_secure`
 * Differs: everything on a machine is root's, so that no path is insecure
 */
export function checkScripts(machine: Machine, draft: Draft, findings: Findings): void {
  if (draft.instances.length === 0) return;
  const { instances, scripts, globals } = draft;
  const isAnyThere = scripts.map((script) => isThere(machine, script, findings)).includes(true);
  if (isAnyThere && !globals.isScriptSecurityOn) {
    const what = 'scripts are being executed but script_security not enabled.';
    findings.report(`SECURITY VIOLATION - ${what}`, 'security');
  }
  const isDisabled = ({ isDisabled: is }: Script): boolean => is;
  for (const { scripts: tracked } of instances) {
    removeWhere(tracked, ({ script }) => script.isDisabled);
  }
  removeWhere(scripts, isDisabled);
}

/** Shape: true where there is a file, whether or not it can be run */
function isThere(machine: Machine, script: Script, findings: Findings): boolean {
  const name = script.words[0]!;
  const path = name.includes('/') ? name : machine.findProgram(name, '/')?.path;
  const status = path === undefined ? undefined : machine.files.stat(path);
  if (path === undefined || status === undefined) {
    findings.note(
      path === undefined
        ? `Cannot find script ${name} in path - disabling`
        : `Script ${name} cannot be accessed - No such file or directory`,
    );
    const what = `Disabling track script ${script.name} since not found/accessible`;
    findings.report(what);
    script.isDisabled = true;
    return false;
  }
  if (path !== name) {
    const advice = 'Please specify full path.';
    findings.note(`WARNING - script \`${name}\` resolved by path search to \`${path}\`. ${advice}`);
    script.words = [path, ...script.words.slice(1)];
  }
  if ((status.mode & 0o111) === 0) {
    findings.note(`WARNING - script '${path}' is not executable for uid:gid 0:0 - disabling.`);
    script.isDisabled = true;
  }
  return true;
}

function removeWhere<T>(items: T[], isGone: (item: T) => boolean): void {
  const kept = items.filter((item) => !isGone(item));
  items.splice(0, items.length, ...kept);
}
