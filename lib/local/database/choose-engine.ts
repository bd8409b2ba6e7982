/**
 * Chooses the engine of the local service: the named one; else DynamoDB Local if its Java is installed; else the embedded
 * engine.
 */
import type { Settings } from '../settings.ts';
import type { EngineName } from './engine-names.ts';
import { findJava, JAVA_MAJOR_MIN } from './java.ts';

export interface EngineChoice {
  engine: EngineName;
  /** One line for the user if DynamoDB Local cannot be chosen. */
  notice?: string;
}

export async function chooseEngine({ engine }: Pick<Settings, 'engine'>): Promise<EngineChoice> {
  if (engine !== undefined) return { engine };
  const java = await findJava();
  if (java.isUsable) return { engine: 'dynamodb-local' };
  return {
    engine: 'embedded',
    notice:
      `The database is the embedded engine, because DynamoDB Local needs Java ${JAVA_MAJOR_MIN} or newer, and ${java.problem}. ` +
      'To use DynamoDB Local, install Java (adoptium.net). HOLDFAST_ENGINE=embedded hides this line.',
  };
}
