import { describe } from 'vitest';
import { testSeeds } from './check-seeds.ts';

describe('a cluster of five keeps its promises', () => testSeeds(5));
