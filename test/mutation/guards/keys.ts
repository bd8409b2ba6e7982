/** Seeded bugs in the guards of idempotency keys and of unknown outcomes. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it replaces source text
import { byRule, byTest, type Guard } from '../mutant.ts';

const IDEMPOTENCY = 'lib/usecases/idempotency.ts';
const KEY_TESTS = 'test/service/holds/idempotency.test.ts';
const TRANSIENT_TESTS = 'test/service/holds/transient-errors.test.ts';

export const KEY_GUARDS: Guard[] = [
  {
    name: 'the key is not scoped to its caller',
    file: 'lib/table/keys.ts',
    from: '=> `IDEMPOTENCY#${callerId}#${name}`',
    to: '=> `IDEMPOTENCY#${callerId.slice(0, 0)}#${name}`',
    breaks: 'P10',
    caughtBy: [byTest(KEY_TESTS, 'the same key > is independent of the same key of another caller')],
  },
  {
    name: 'the fingerprint of the request is ignored',
    file: IDEMPOTENCY,
    from: ' && record.fingerprint === idempotency.fingerprint',
    to: '',
    breaks: 'P3',
    caughtBy: [
      byRule('own-keys'),
      byTest(
        KEY_TESTS,
        'the same key > is refused with another body, another path or another operation, and changes nothing',
      ),
    ],
  },
  {
    name: 'a key is replayed for another operation',
    file: IDEMPOTENCY,
    from: 'record.operation === idempotency.operation && record.fingerprint === idempotency.fingerprint',
    to: 'record.operation !== idempotency.operation || record.fingerprint === idempotency.fingerprint',
    breaks: 'P3',
    caughtBy: [
      byRule('seat-history'),
      byTest(
        KEY_TESTS,
        'the same key > is refused with another body, another path or another operation, and changes nothing',
      ),
    ],
  },
  {
    name: 'the record of a hold is put without a condition',
    file: 'lib/table/claims/place-hold.ts',
    from: 'Put: put(name, recordRow(key, now, { answer }), isAbsentOrExpired(now))',
    to: 'Put: putAlways(name, recordRow(key, now, { answer }))',
    also: [{ file: IDEMPOTENCY, from: "return record && { is: 'duplicate', record };", to: 'return undefined;' }],
    breaks: 'P3',
    caughtBy: [
      byRule('one-effect'),
      byTest(KEY_TESTS, 'the same key > returns the first response again, also after later changes'),
    ],
  },
  {
    name: 'the record of a payment or an extension is put without a condition',
    file: 'lib/table/claims/change-claim.ts',
    from: 'Put: put(table, record, isAbsentOrExpired(change.entry.at))',
    to: 'Put: putAlways(table, record)',
    breaks: 'P3',
    caughtBy: [
      byRule('final-answers'),
      byTest('test/table/record-conditions.test.ts', 'a key that has a record > initiates no payment'),
    ],
  },
  {
    name: 'a payment is begun without a record of its key',
    file: 'lib/table/claims/initiate-payment.ts',
    from: 'record: recordRow(key, change.entry.at, { booking: { claimId: claim.id, paymentNumber } }),',
    to: '',
    breaks: 'P3',
    caughtBy: [
      byRule('final-answers'),
      byTest(
        'test/service/bookings/payments-crashes.test.ts',
        'a payment > ends consistently when the function crashes after any request',
      ),
    ],
  },
  {
    name: 'the lifetime of a record is ignored when it is read',
    file: 'lib/table/claims/idempotency-rows.ts',
    from: 'return record && record.expiresAt > now ? record : undefined;',
    to: 'return record;',
    breaks: 'P3',
    caughtBy: [
      byTest(
        'test/table/record-conditions.test.ts',
        'a key that has a record > is new from the end of its lifetime on',
      ),
    ],
  },
  {
    name: 'the lifetime of a record is left to TTL when it is replaced',
    file: 'lib/table/conditions.ts',
    from: 'or(isAbsent, expression`expiresAt <= ${now}`)',
    to: 'isAbsent',
    breaks: 'P3',
    caughtBy: [byTest(KEY_TESTS, 'the same key > is new after 24 hours, although its record still exists')],
  },
  {
    name: 'a lost reply is a failure: a timeout is not sent again',
    file: 'lib/table/transact.ts',
    from: "  'TimeoutError',\n",
    to: '',
    breaks: 'P8',
    caughtBy: [
      byRule('useful-refusals'),
      byTest(TRANSIENT_TESTS, 'a conflict or a throttle > is retried until the hold is placed: a lost request'),
    ],
  },
  {
    name: 'a lost reply is a failure: a hold is refused without reading the record',
    file: 'lib/table/claims/place-hold.ts',
    from: 'return (await readEarlierOutcome(placing)) ?? outcome;',
    to: 'return outcome;',
    breaks: 'P8',
    caughtBy: [
      byTest(TRANSIENT_TESTS, 'a conflict or a throttle > is followed by a read of the record before a refusal'),
    ],
  },
  {
    name: "a lost race is a failure: pay and extend refuse without reading the key's record",
    file: IDEMPOTENCY,
    from: 'if (!duplicate) throw refusal;',
    to: 'throw refusal;',
    breaks: 'P8',
    caughtBy: [
      byTest(
        KEY_TESTS,
        'a duplicate that commits between the read of the record and the read of the claim > is found before a payment is refused',
      ),
    ],
  },
  {
    name: 'a lost reply is a failure: the own record refuses the repeated hold',
    file: 'lib/table/claims/place-hold.ts',
    from: 'if (reasons.record?.refused && reasons.record.row) return outcomeOf(recordOf(reasons.record.row), answer);',
    to: '',
    breaks: 'P8',
    caughtBy: [
      byRule('useful-refusals'),
      byTest(KEY_TESTS, 'the same key > returns the first response again, also after later changes'),
    ],
  },
  {
    name: 'an unknown outcome is sent again with a new token',
    file: 'lib/table/transact.ts',
    from: 'ClientRequestToken: token }',
    to: 'ClientRequestToken: table.clock.token() }',
    breaks: 'P8',
    caughtBy: [
      byTest('test/table/record-conditions.test.ts', 'a transaction whose outcome is unknown is sent again as it was'),
    ],
  },
  {
    name: 'hidden reasons are believed: a conflict on the record is not retried',
    file: 'lib/table/transact.ts',
    from: 'if (recordIsHidden || ',
    to: 'if (',
    breaks: 'P8',
    caughtBy: [
      byTest(
        TRANSIENT_TESTS,
        'a conflict or a throttle > on the key is retried also when a seat refuses, and the state afterwards decides',
      ),
    ],
  },
  {
    name: 'a conflict that lasts is answered as busy, although another buyer has the seat',
    file: 'lib/table/claims/place-hold.ts',
    from: 'if (obstacles) return obstacles;\n  const shortages',
    to: 'const shortages',
    breaks: 'P9',
    caughtBy: [
      byTest(TRANSIENT_TESTS, 'a conflict or a throttle > that does not end on a held seat is a 409 with the conflict'),
    ],
  },
];
