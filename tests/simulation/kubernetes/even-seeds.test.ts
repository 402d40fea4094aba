import { describe } from 'vitest';
import { testSeeds } from './check-seeds.ts';

describe('a highly available cluster keeps its promises', () => testSeeds(2));
