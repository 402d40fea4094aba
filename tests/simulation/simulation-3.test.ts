import { describe } from 'vitest';
import { testSeeds } from './check-seeds.ts';

describe('a cluster of three keeps its promises', () => testSeeds(3));
