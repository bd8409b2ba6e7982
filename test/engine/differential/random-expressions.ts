/** Random expressions: the conditions and updates of the project with random values, and any others of the grammar. */
import * as conditions from '../../../lib/table/conditions.ts';
import { and, attribute, type Expression, expression, or, path } from '../../../lib/table/expression.ts';
import type { Chance } from './chance.ts';
import { ATTRIBUTE_NAMES, indexKeys, type Keyspace, randomClaim, randomTime, randomValue } from './random-values.ts';

/** A condition of the project, or any condition of the grammar, or several of them together. */
export function randomCondition(chance: Chance, depth = 0): Expression {
  const kind = chance.below(depth > 1 ? 6 : 10);
  if (kind < 4) return projectCondition(chance);
  if (kind < 6) return grammarCondition(chance);
  if (kind === 6) return and(...chance.some(2, 3, () => randomCondition(chance, depth + 1)));
  if (kind === 7) return or(...chance.some(2, 3, () => randomCondition(chance, depth + 1)));
  if (kind === 8) return expression`NOT ${or(randomCondition(chance, depth + 1), randomCondition(chance, depth + 1))}`;
  return expression`NOT ${grammarCondition(chance)}`;
}

function projectCondition(chance: Chance): Expression {
  const [now, changedAt, at] = [randomTime(chance), randomTime(chance), randomTime(chance)];
  const claimId = randomClaim(chance);
  const count = chance.below(8);
  return chance.pick([
    () => conditions.mayBeHeld({ now, changedAt }),
    () => conditions.isStillMine({ claimId, changedAt }),
    () => conditions.isBookedAndMine({ claimId, changedAt }),
    () => conditions.mayBeUnlocked({ now, changedAt }),
    () => conditions.mayBeRecovered({ now, claimId, changedAt }),
    () => conditions.mayBeUnlockedAgain({ now, claimId, changedAt }),
    () => conditions.mayBeAdded({ changedAt }),
    () => conditions.mayBeTaken({ needed: count, claimId }),
    () => conditions.isStillLapsed({ claimId, expiresAt: at }),
    () => conditions.hasStill(count),
    () => conditions.shareIsStillMine({ claimId, quantity: chance.below(4) }),
    () => conditions.limitAllows(count),
    () => conditions.itineraryIsUnchanged(chance.below(4)),
    () => conditions.hasEntry(claimId),
    () => conditions.isPreparing,
    () => conditions.jobIsFree(now),
    () => conditions.journalIsAsLong(count),
    () => conditions.claimMayBeRecovered,
    () => conditions.paymentIsWanted(1 + chance.below(2)),
    () => conditions.claimHasNotLapsed(now),
    () => conditions.claimIsUnchanged(chance.below(4)),
    () => conditions.hasRoom(chance.pick(['history[0].at', 'expiresAt']), now),
    () => conditions.snapshotLeaseIsFree({ now, untilAtMost: at }),
    () => conditions.mayBeVoided,
    () => conditions.isThere,
    () => conditions.isAbsent,
    () => conditions.isAbsentOrExpired(now),
  ])();
}

const COMPARATORS = ['=', '<>', '<', '<=', '>', '>='];
const TYPES = ['S', 'N', 'B', 'BOOL', 'NULL', 'SS', 'NS', 'BS', 'L', 'M'];

function grammarCondition(chance: Chance): Expression {
  const name = randomPath(chance);
  const value = () => randomValue(chance) as object;
  const scalar = () => chance.pick([0, 2, 2_000, -1.5, '', 'a', 'held', 'é']);
  return chance.pick([
    () => expression`${name} ${path(chance.pick(['=', '<>']))} ${value()}`,
    () => expression`${name} ${path(chance.pick(COMPARATORS))} ${scalar()}`,
    () => expression`${scalar()} ${path(chance.pick(COMPARATORS))} ${name}`,
    () => expression`${name} ${path(chance.pick(COMPARATORS))} ${chance.isOneIn(6) ? value() : scalar()}`,
    () => expression`(${name}) ${path(chance.pick(COMPARATORS))} ${randomPath(chance)}`,
    () => expression`${name} BETWEEN ${chance.below(3)} AND ${2 + chance.below(3)}`,
    () => expression`${name} BETWEEN ${'a'} AND ${'held'}`,
    () => expression`${name} IN (${value()}, ${value()}, ${randomPath(chance)})`,
    () => expression`size(${name}) ${path(chance.pick(COMPARATORS))} ${chance.below(5)}`,
    () => expression`attribute_exists(${name})`,
    () => expression`attribute_not_exists(${name})`,
    () => expression`attribute_type(${name}, ${chance.pick(TYPES)})`,
    () => expression`begins_with(${name}, ${chance.pick(['', 'a', 'he'])})`,
    () => expression`contains(${name}, ${value()})`,
    () => expression`contains(${name}, ${randomPath(chance)})`,
  ])();
}

/** An attribute, a position in a list or an entry of a map. */
export function randomPath(chance: Chance): Expression {
  const name = chance.pick(ATTRIBUTE_NAMES);
  if (chance.isOneIn(4)) return expression`claims.${attribute(randomClaim(chance))}.quantity`;
  if (chance.isOneIn(6)) return expression`history[${path(String(chance.below(3)))}].${attribute('at')}`;
  return chance.isOneIn(8) ? attribute(chance.pick(['pk', 'sk', 'absent', 'ownerSk'])) : attribute(name);
}

/**
 * The clauses of an update, as one text. Most updates have one clause for each attribute, with a value of its type. The others
 * may be refused.
 */
export function randomUpdate(space: Keyspace, key: object, chance: Chance): Expression {
  const actions = chance.isOneIn(8)
    ? chance.some(1, 4, () => randomAction(chance))
    : shuffled(ACTIONS, chance)
        .slice(0, chance.below(4))
        .map(make => make(chance));
  if (chance.isOneIn(3)) actions.push(...indexActions(space, key, chance));
  if (actions.length === 0) return expression`SET changedAt = ${randomTime(chance)}`;
  const sections = Map.groupBy(actions, ([word]) => word);
  return joinedBy(
    ' ',
    [...sections].map(
      ([word, clauses]) =>
        expression`${path(word)} ${joinedBy(
          ', ',
          clauses.map(([, clause]) => clause),
        )}`,
    ),
  );
}

type Action = ['SET' | 'REMOVE' | 'ADD' | 'DELETE', Expression];

/** At most one clause for each attribute, with a value of its type. */
const ACTIONS: ((chance: Chance) => Action)[] = [
  chance => ['SET', expression`#status = ${chance.pick(['available', 'held', 'booked'])}`],
  chance => ['SET', expression`changedAt = ${randomTime(chance)}`],
  chance => ['SET', expression`available = if_not_exists(available, ${chance.below(5)}) - ${chance.pick([1, 0.1])}`],
  chance => ['ADD', expression`booked ${chance.pick([1, -2.5])}`],
  chance => ['ADD', expression`version ${chance.pick([1, 2])}`],
  chance => [
    'SET',
    expression`history = list_append(if_not_exists(history, ${[]}), ${[{ at: chance.below(9), is: 'swapped' }]})`,
  ],
  chance =>
    chance.isOneIn(2)
      ? [
          'SET',
          expression`claims.${attribute(randomClaim(chance))} = ${{ quantity: chance.below(4), expiresAt: randomTime(chance) }}`,
        ]
      : ['REMOVE', expression`claims.${attribute(randomClaim(chance))}`],
  chance =>
    chance.isOneIn(2)
      ? ['SET', expression`payments[${path(String(chance.below(3)))}] = ${{ wanted: 'voided' }}`]
      : ['REMOVE', expression`payments[${path(String(chance.below(2)))}]`],
  chance => [
    chance.pick(['ADD', 'DELETE']),
    expression`tags ${new Set(chance.some(1, 2, () => chance.pick(['a', 'b', 'd'])))}`,
  ],
  chance => ['SET', expression`${attribute('value')} = ${randomValue(chance) as object}`],
  chance => ['SET', expression`claimId = if_not_exists(${randomPath(chance)}, ${randomValue(chance) as object})`],
  chance => ['REMOVE', attribute(chance.pick(['holdExpiresAt', 'expiresAt', 'absent']))],
];

function indexActions(space: Keyspace, key: object, chance: Chance): Action[] {
  if (chance.isOneIn(3)) return [['REMOVE', path('ownerPk, ownerSk')]];
  return Object.entries(indexKeys(space, key as never, chance)).map(([name, value]) => [
    'SET',
    expression`${attribute(name)} = ${value as string}`,
  ]);
}

/** Any clause. It may contradict the row or the other clauses. */
function randomAction(chance: Chance): Action {
  const name = attribute(chance.pick(ATTRIBUTE_NAMES));
  return chance.pick<() => Action>([
    () => ['SET', expression`${name} = ${randomValue(chance) as object}`],
    () => ['SET', expression`${name} = ${name} + ${chance.pick([1, 0.1, -3])}`],
    () => ['SET', expression`history = list_append(history, ${[{ at: 1, is: 'swapped' }]})`],
    () => ['SET', expression`payments[0].wanted = ${'captured'}`],
    () => ['SET', expression`${name} = ${randomPath(chance)}`],
    () => ['SET', expression`available = available - ${1}`],
    () => ['REMOVE', randomPath(chance)],
    () => ['REMOVE', expression`history[0], booked, history[2], payments[1]`],
    () => ['REMOVE', expression`history[0], history[1].${attribute('at')}`],
    () => ['SET', expression`history[9] = ${'nine'}, changedAt = ${1}, history[7] = ${'seven'}`],
    () => ['ADD', expression`${name} ${chance.pick<object | number>([1, new Set(['c'])])}`],
    () => ['DELETE', expression`${name} ${new Set(['a', 'b'])}`],
  ])();
}

const joinedBy = (separator: string, clauses: Expression[]): Expression =>
  clauses.reduce((whole, clause) => expression`${whole}${path(separator)}${clause}`);

const shuffled = <Element>(elements: Element[], chance: Chance): Element[] =>
  elements
    .map(element => ({ element, at: chance.below(1_000_000) }))
    .sort((a, b) => a.at - b.at)
    .map(({ element }) => element);
