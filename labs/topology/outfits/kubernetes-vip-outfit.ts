import { keepalivedPrograms } from '../../cluster/balancer/keepalived/index.ts';
import { curlPrograms } from '../../shell/curl/index.ts';
import { keepalivedFiles } from '../kubernetes/keepalived.ts';
import { outfit as kubernetes } from './kubernetes-outfit.ts';
import type { Outfit } from './outfits.ts';

/** A whole Kubernetes cluster whose balancers share an address; keepalived asks by `curl`. */
export const outfit: Outfit = {
  ...kubernetes,
  daemons: {
    ...kubernetes.daemons,
    balancer: new Map([...kubernetes.daemons.balancer!, ...keepalivedPrograms, ...curlPrograms]),
  },
  filesOf: (machine, topology) => ({
    ...kubernetes.filesOf(machine, topology),
    ...(machine.role === 'balancer' && keepalivedFiles(machine, topology)),
  }),
};
