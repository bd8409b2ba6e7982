/** A parameter store in memory that can fail at any step and records its writes. */
import type { ParameterStore } from '../../lib/tokens/stored-keys.ts';

export interface FakeParameters extends ParameterStore {
  values: Map<string, { value: string; isSecret: boolean }>;
  /** The writes so far, as `verb name`. */
  done: string[];
  /** Called before each step; a test makes it throw to let the step fail. */
  before: (step: string) => void | Promise<void>;
}

export function fakeParameters(): FakeParameters {
  const values: FakeParameters['values'] = new Map();
  const done: string[] = [];
  const step = async (name: string): Promise<void> => {
    await store.before(name);
    if (!name.startsWith('read ')) done.push(name);
  };
  const store: FakeParameters = {
    values,
    done,
    before: () => undefined,
    async read(name) {
      await step(`read ${name}`);
      return values.get(name)?.value;
    },
    async createSecret(name, value) {
      await step(`create ${name}`);
      if (!values.has(name)) values.set(name, { value, isSecret: true });
    },
    async overwriteSecret(name, value) {
      await step(`overwrite ${name}`);
      values.set(name, { value, isSecret: true });
    },
    async write(name, value) {
      await step(`write ${name}`);
      values.set(name, { value, isSecret: false });
    },
    async remove(names) {
      await step(`remove ${names.join(' ')}`);
      for (const name of names) values.delete(name);
    },
  };
  return store;
}
