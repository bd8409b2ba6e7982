/** Makes one part of a command wrong: its table, a key, a row, a placeholder or the syntax of an expression. */
import type { Chance } from './chance.ts';
import type { Command } from './random-values.ts';

/** The commands with a wrong part. Such a command may have two errors, and each engine may report a different one. */
const spoiledCommands = new WeakSet<Command>();
export const isSpoiled = (command: Command): boolean => spoiledCommands.has(command);

export function spoiled(command: Command, chance: Chance): Command {
  spoiledCommands.add(command);
  const { input } = command;
  const spoilers: (() => void)[] = [
    () => {
      input.TableName = 'absent-table';
    },
    ...expressionsIn(input).flatMap(([holder, name]) => [
      () => {
        holder[name] = withoutToken(String(holder[name]), chance);
      },
      () => {
        holder[name] = String(holder[name]).replace(/[#:]\w+/, ':missing');
      },
      () => {
        holder.ExpressionAttributeValues = { ...(holder.ExpressionAttributeValues as object), ':unused': 1 };
      },
    ]),
    ...holdersOf(input, 'Key').map(holder => () => {
      holder.Key = chance.pick<object>([
        { pk: 'x' },
        { pk: 'x', sk: 1 },
        { pk: '', sk: 'a' },
        { pk: 'x', sk: 'y', more: 1 },
        { pk: 'x'.repeat(2_049), sk: 'a' },
      ]);
    }),
    ...holdersOf(input, 'Item').map(holder => () => {
      const item = holder.Item as Record<string, unknown>;
      Object.assign(
        item,
        chance.pick<object>([
          { sk: 5 },
          { ownerPk: 7 },
          { unfinishedSk: '' },
          { sk: 'x'.repeat(1_025) },
          { blob: 'x'.repeat(420_000) },
        ]),
      );
    }),
  ];
  chance.pick(spoilers)();
  return command;
}

type Holder = Record<string, unknown>;

function holdersOf(input: Holder, member: string): Holder[] {
  const inside = [
    input,
    ...((input.TransactItems as Holder[] | undefined) ?? []).flatMap(action => Object.values(action) as Holder[]),
  ];
  return inside.filter(holder => holder[member] !== undefined);
}

const expressionsIn = (input: Holder): [Holder, string][] =>
  [
    'ConditionExpression',
    'UpdateExpression',
    'KeyConditionExpression',
    'FilterExpression',
    'ProjectionExpression',
  ].flatMap(name => holdersOf(input, name).map((holder): [Holder, string] => [holder, name]));

function withoutToken(text: string, chance: Chance): string {
  const tokens = text.match(/[#:]?\w+|<=|>=|<>|\S|\s+/g) ?? [];
  tokens.splice(chance.below(tokens.length), 1);
  return tokens.join('');
}
