import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../lib/cli/usage-error.ts';
import { checkedOptions, type GivenOptions } from '../../../lib/commands/load/options.ts';

const checked = (given: Partial<GivenOptions> = {}) =>
  checkedOptions(
    {
      url: undefined,
      minutes: '2',
      clients: '64',
      seed: undefined,
      event: undefined,
      report: undefined,
      history: undefined,
      ...given,
    },
    () => 4_711,
  );

describe('the options of a load run', () => {
  it('have defaults, and a new seed where none is given', () => {
    expect(checked()).toEqual({ forMs: 120_000, clients: 64, seed: 4_711, eventIds: [] });
    expect(checked({ seed: '7', minutes: '0.5' })).toMatchObject({ seed: 7, forMs: 30_000 });
  });

  it.each<[string, Partial<GivenOptions>, RegExp]>([
    ['an invalid address', { url: 'localhost:3000' }, /--url must be an address such as .* but is "localhost:3000"/],
    [
      'an address with a password',
      { url: 'http://ann:secret@127.0.0.1:3000' },
      /--url must not have a user name or password/,
    ],
    [
      'an address with a path',
      { url: 'https://example.com/prod' },
      /--url must name a service without a path, such as https:\/\/example\.com/,
    ],
    ['minutes below the range', { minutes: '0' }, /--minutes must be a number from 0\.1 to 10, but is "0"/],
    ['minutes above the range', { minutes: '11' }, /--minutes must be/],
    ['minutes that are no number', { minutes: 'two' }, /--minutes must be/],
    ['clients below the range', { clients: '0' }, /--clients must be a whole number from 1 to 500, but is "0"/],
    ['clients above the range', { clients: '501' }, /--clients must be/],
    ['a seed that is no number', { seed: 'x' }, /--seed must be a whole number .* but is "x"/],
    [
      'an invalid event id',
      { url: 'http://127.0.0.1:1', event: ['concert'] },
      /--event must be an id of the form evt_…, but is "concert"/,
    ],
    ['an event without its service', { event: ['evt_0123456789abcdefghjkmnpqrs'] }, /--event/],
  ])('refuse %s in one sentence', (_what, given, message) => {
    expect(() => checked(given)).toThrow(UsageError);
    expect(() => checked(given)).toThrow(message);
  });
});
