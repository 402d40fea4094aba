import { forbidden, unauthorized, type Certificate } from '../api/index.ts';
import { faultOf } from '../client/tls.ts';
import type { Klog } from '../client/klog.ts';
import { answerStatus, type Gate } from './pipeline.ts';
import { isAllowed } from './authorization.ts';
import type { User } from './request.ts';

export const anonymous: User = { name: 'system:anonymous', groups: ['system:unauthenticated'] };

/**
 * Finds out who asks: by the certificate that the client showed, or nobody in particular.
 *
 * Errors:  401 for a certificate that is expired or of a stranger's making, and for any token
 * Source:  apiserver authentication/request/x509, /anonymous
 * Differs: no tokens: ServiceAccounts are no kind yet
 */
export function authentication(authorities: readonly Certificate[], log: Klog): Gate {
  return {
    name: 'authentication',
    judge(request) {
      const { link } = request.stream;
      const { peer } = link;
      if (peer) {
        const fault = faultOf(peer, authorities, link.connection.process);
        if (fault !== undefined) {
          log.error('authentication.go:75', REFUSED, `[${fault}]`);
          return answerStatus(unauthorized());
        }
        const { commonName, organizations } = peer.subject;
        request.user = { name: commonName, groups: [...organizations, 'system:authenticated'] };
      } else if (request.head.headers['authorization'] !== undefined) {
        log.error('authentication.go:75', REFUSED, '[invalid bearer token]');
        return answerStatus(unauthorized());
      }
      return undefined;
    },
  };
}

const REFUSED = 'Unable to authenticate the request';

/**
 * Lets those who may speak for somebody else.
 *
 * Source: apiserver endpoints/filters/impersonation.go
 */
export const impersonation: Gate = {
  name: 'impersonation',
  judge(request) {
    const name = request.head.headers['impersonate-user'];
    if (name === undefined) return undefined;
    const { user } = request;
    const ask = { group: '', resource: 'users', subresource: '', namespace: '', path: '' };
    const wanted = { ...request.info, ...ask, isResourceRequest: true, verb: 'impersonate', name };
    if (!isAllowed(user, wanted)) {
      const why =
        `User "${user.name}" cannot impersonate resource "users" in API group "" at the ` +
        'cluster scope';
      return answerStatus(forbidden({ group: '', resource: 'users' }, name, why));
    }
    const groups = (request.head.headers['impersonate-group'] ?? '').split(',').filter(Boolean);
    request.user = { name, groups: [...groups, 'system:authenticated'] };
    return undefined;
  },
};
