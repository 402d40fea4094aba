import { describe, expect, it } from 'vitest';
import type { Permission } from '../../labs/cluster/client/etcd/index.ts';
import { AuthStore } from '../../labs/cluster/etcd/auth/index.ts';
import { isCovered } from '../../labs/cluster/etcd/auth/permission.ts';
import { shellPrograms } from '../shell/run.ts';
import { TestCluster } from './harness.ts';

const bash = shellPrograms.get('/bin/bash')!;

function run(cluster: TestCluster, line: string): string {
  const endpoints = cluster.members.map((_, at) => `http://127.0.0.1:${23_791 + at}`);
  const env = { PATH: '/usr/bin:/bin', ETCDCTL_ENDPOINTS: endpoints.join(',') };
  const { stdout, stderr } = cluster.run(bash, ['bash', '-c', line], { env });
  return stdout + stderr.replace(/^\{.*\n/gm, '');
}

/** A cluster where alice may write below app/ and read what is below shared/. */
function withAlice(seed: string): TestCluster {
  const cluster = new TestCluster(seed, shellPrograms, 'loopback');
  cluster.start();
  cluster.runFor(5);
  const lines = [
    'etcdctl user add root:rootpw; etcdctl role add app; etcdctl user add alice:pw',
    'etcdctl role grant-permission app readwrite app/ --prefix',
    'etcdctl role grant-permission app read shared/ --prefix',
    'etcdctl user grant-role alice app',
    'etcdctl put shared/x 1; etcdctl auth enable',
  ];
  expect(run(cluster, lines.join('; '))).toContain('Authentication Enabled');
  return cluster;
}

const permission = (permType: Permission['permType'], key: string, range_end = ''): Permission => ({
  permType,
  key,
  range_end,
});

describe('permissions', () => {
  it('cover a range together, if nothing is left out between them', () => {
    const two = [permission('READ', 'a', 'c'), permission('READWRITE', 'c', 'e')];
    expect(isCovered(two, 'READ', { key: 'a', range_end: 'e' })).toBe(true);
    expect(isCovered(two, 'WRITE', { key: 'a', range_end: 'e' })).toBe(false);
    expect(isCovered(two, 'READ', { key: 'a', range_end: 'f' })).toBe(false);
    const gap = [permission('READ', 'a', 'c'), permission('READ', 'd', 'e')];
    expect(isCovered(gap, 'READ', { key: 'a', range_end: 'e' })).toBe(false);
    expect(isCovered(gap, 'READ', { key: 'd' })).toBe(true);
  });

  it('of one key are of that key alone, and open ones have no end', () => {
    expect(isCovered([permission('READ', 'a')], 'READ', { key: 'a' })).toBe(true);
    expect(isCovered([permission('READ', 'a')], 'READ', { key: 'a', range_end: 'b' })).toBe(false);
    const open = [permission('READ', 'm', '\0')];
    expect(isCovered(open, 'READ', { key: 'z', range_end: '\0' })).toBe(true);
    expect(isCovered(open, 'READ', { key: 'a' })).toBe(false);
  });
});

describe('users and roles', () => {
  it('are refused in the words of etcd', () => {
    const auth = new AuthStore();
    expect(auth.apply({ auth_enable: {} })).toBe('rootUserNotExist');
    auth.apply({ auth_user_add: { name: 'root' } });
    expect(auth.apply({ auth_enable: {} })).toBe('rootRoleNotExist');
    expect(auth.apply({ auth_user_add: { name: 'root' } })).toBe('userAlreadyExist');
    expect(auth.apply({ auth_user_grant_role: { user: 'root', role: 'x' } })).toBe('roleNotFound');
    auth.apply({ auth_user_grant_role: { user: 'root', role: 'root' } });
    expect(auth.revision).toBe(3);
    auth.apply({ auth_enable: {} });
    expect(auth.apply({ auth_user_delete: { name: 'root' } })).toBe('invalidAuthMgmt');
  });

  it('lose their tokens with the password, and when they go', () => {
    const auth = new AuthStore();
    for (const name of ['alice', 'bob']) {
      auth.apply({ auth_user_add: { name } });
      auth.tokens.assign(`${name}.1`, name);
    }
    auth.apply({ auth_user_change_password: { name: 'alice', hashedPassword: 'x' } });
    expect(auth.tokens.userOf('alice.1')).toBeUndefined();
    expect(auth.tokens.userOf('bob.1')).toBe('bob');
    auth.apply({ auth_user_delete: { name: 'bob' } });
    expect(auth.tokens.userOf('bob.1')).toBeUndefined();
  });

  it('make a request of an older revision void', () => {
    const auth = new AuthStore();
    for (const name of ['root', 'alice']) auth.apply({ auth_user_add: { name } });
    auth.apply({ auth_user_grant_role: { user: 'root', role: 'root' } });
    auth.apply({ auth_enable: {} });
    const who = { username: 'root', revision: auth.revision };
    expect(auth.checkRange(who, 'READ', { key: 'x' })).toBeUndefined();
    auth.apply({ auth_role_add: { name: 'app' } });
    expect(auth.checkRange(who, 'READ', { key: 'x' })).toBe('authOldRevision');
    expect(auth.checkRange(undefined, 'READ', { key: 'x' })).toBe('userEmpty');
  });
});

describe('a cluster that asks who one is', () => {
  const denied = 'Error: etcdserver: permission denied\n';

  it('lets a user do what the roles say, through any member', () => {
    const cluster = withAlice('alice');
    const alice = 'etcdctl --user alice:pw';
    expect(run(cluster, `${alice} put app/x 1; ${alice} get app/ --prefix`)).toBe('OK\napp/x\n1\n');
    expect(run(cluster, `${alice} get shared/x`)).toBe('shared/x\n1\n');
    expect(run(cluster, `${alice} put shared/x 2`)).toBe(denied);
    expect(run(cluster, `${alice} get a z`)).toBe(denied);
    expect(run(cluster, `${alice} user list`)).toBe(denied);
    expect(run(cluster, `${alice} user get alice`)).toBe('User: alice\nRoles: app\n');
    expect(run(cluster, `${alice} watch other`)).toContain('etcdserver: permission denied');
    const txn = 'value("shared/x") = "1"\\n\\nput app/y 1\\n\\nput other 1\\n\\n';
    expect(run(cluster, `printf '${txn}' | ${alice} txn`)).toBe(denied);
    expect(run(cluster, 'etcdctl put app/x 2')).toBe('Error: etcdserver: user name is empty\n');
    const wrong = 'Error: etcdserver: authentication failed, invalid user ID or password\n';
    expect(run(cluster, 'etcdctl --user alice:no get app/x; echo $?')).toBe(`2\n${wrong}`);
    expect(run(cluster, 'curl -s http://127.0.0.1:23791/health')).toContain('"health":"true"');
  });

  it('forgets tokens with the password, and asks nobody once it is told not to', () => {
    const cluster = withAlice('forgets');
    const root = 'etcdctl --user root:rootpw';
    expect(run(cluster, `echo new | ${root} user passwd alice --interactive=false`)).toBe(
      'Password updated\n',
    );
    expect(run(cluster, 'etcdctl --user alice:pw get app/x')).toContain('authentication failed');
    expect(run(cluster, 'etcdctl --user alice:new get app/x')).toBe('');
    expect(run(cluster, `${root} auth disable; etcdctl put z 1`)).toBe(
      'Authentication Disabled\nOK\n',
    );
  });

  it('keeps users, roles and leases that run out over a restart', () => {
    const cluster = withAlice('restart');
    const alice = 'etcdctl --user alice:pw';
    run(cluster, `L=$(${alice} lease grant 3 | cut -d' ' -f2); ${alice} put app/l 1 --lease=$L`);
    for (const { process } of cluster.members) process!.signal('SIGKILL');
    cluster.start();
    cluster.runFor(5);
    expect(run(cluster, 'etcdctl get app/l')).toContain('user name is empty');
    expect(run(cluster, `${alice} get app/l`)).toBe('');
    expect(run(cluster, 'etcdctl --user root:rootpw user list')).toBe('alice\nroot\n');
    expect(cluster.kernel.panics).toEqual([]);
  });
});
