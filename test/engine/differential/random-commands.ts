/**
 * Random commands of the document client: those that the project and its table viewer send, with valid and invalid parameters.
 */
import type { Chance } from './chance.ts';
import { READS, randomScan } from './random-reads.ts';
import type { Command, Keyspace, Maker } from './random-values.ts';
import { WRITES } from './random-writes.ts';
import { spoiled } from './spoil.ts';

const COMMANDS: Maker[] = [...WRITES, ...READS];

export function randomCommand(space: Keyspace, chance: Chance): Command {
  // A scan reads the rows of all sequences, so it is rare.
  const command = (chance.isOneIn(60) ? randomScan : chance.pick(COMMANDS))(space, chance);
  return chance.isOneIn(12) ? spoiled(command, chance) : command;
}
