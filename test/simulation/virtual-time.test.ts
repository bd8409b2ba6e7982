import { describe, expect, it } from 'vitest';
import { chanceOf, currentChance, withChance } from '../../lib/simulation/chance.ts';
import { createVirtualTime } from '../../lib/simulation/virtual-time.ts';

describe('virtual time', () => {
  it('moves from one sleeper to the next, in the order of their times', async () => {
    const time = createVirtualTime(1_000);
    const woken: string[] = [];
    const sleeper = async (name: string, ms: number) => {
      await time.sleep(ms);
      woken.push(`${name} at ${time.now()}`);
    };
    await time.run(() => Promise.all([sleeper('late', 60_000), sleeper('early', 5), sleeper('middle', 700)]));
    expect(woken).toEqual(['early at 1005', 'middle at 1700', 'late at 61000']);
  });

  it('wakes sleepers of the same time in the order in which they began', async () => {
    const time = createVirtualTime(0);
    const woken: number[] = [];
    const sleepers = Array.from({ length: 50 }, (_, number) => time.sleep(10).then(() => woken.push(number)));
    await time.run(() => Promise.all(sleepers));
    expect(woken).toEqual([...woken].sort((one, other) => one - other));
  });

  it('stands still while code runs, whatever it awaits', async () => {
    const time = createVirtualTime(0);
    await time.run(async () => {
      void time.sleep(1);
      for (let i = 0; i < 100; i++) await Promise.resolve();
      expect(time.now()).toBe(0);
    });
  });

  it('fails if the code waits for something else', async () => {
    const time = createVirtualTime(0);
    await expect(time.run(() => new Promise(() => undefined))).rejects.toThrow('other than the virtual time');
  });
});

describe('the chance of a step', () => {
  it('depends on its labels alone', () => {
    const numbers = (label: number) => Array.from({ length: 5 }, chanceOf(7, 'step', label).random);
    expect(numbers(1)).toEqual(numbers(1));
    expect(numbers(1)).not.toEqual(numbers(2));
  });

  it('is the same for everything that the step awaits, and undefined outside of steps', async () => {
    const [one, other] = [chanceOf('one'), chanceOf('other')];
    const look = async () => {
      await Promise.resolve();
      return currentChance();
    };
    expect(await Promise.all([withChance(one, look), withChance(other, look)])).toEqual([one, other]);
    expect(currentChance()).toBe(undefined);
  });
});
