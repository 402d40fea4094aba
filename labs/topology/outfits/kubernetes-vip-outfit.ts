import { keepalivedPrograms } from '../../cluster/balancer/keepalived/index.ts';
import { language } from '../../shell/bash/language.ts';
import { curlPrograms } from '../../shell/curl/index.ts';
import { keepalivedFiles } from '../kubernetes/keepalived.ts';
import { outfit as kubernetes } from './kubernetes-outfit.ts';
import type { Outfit } from './outfits.ts';

/** A whole Kubernetes cluster whose balancers share an address; keepalived asks by a script. */
export const outfit: Outfit = {
  ...kubernetes,
  language,
  daemons: {
    ...kubernetes.daemons,
    balancer: new Map([...kubernetes.daemons.balancer!, ...keepalivedPrograms, ...curlPrograms]),
  },
  filesOf: (machine, topology) => ({
    ...kubernetes.filesOf(machine, topology),
    ...(machine.role === 'balancer' && keepalivedFiles(machine, topology)),
  }),
};
