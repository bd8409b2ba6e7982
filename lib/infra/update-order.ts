/**
 * The order in which an update replaces the functions. Some functions write what functions of the version before cannot read: they are
 * replaced after all others. If the update of another function fails, nothing of it is written.
 */
import type { Stack } from 'aws-cdk-lib';
import { type CfnFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import type { FunctionName } from './rights.ts';

/**
 * `events` writes gates, which only a `finish-events` of this version keeps in an unfinished edit. `tickets` writes scans and codes; its
 * routes exist when it does.
 */
export const UPDATED_LAST = ['events', 'tickets'] as const satisfies FunctionName[];

/** Makes each of these functions depend on all functions before it. Call it when all functions of the stack exist. */
export function updateInOrder(stack: Stack): void {
  const functions = stack.node.findAll().filter(construct => construct instanceof LambdaFunction);
  const isLast = (construct: IConstruct): boolean => UPDATED_LAST.some(name => name === nameOf(construct));
  const before = functions.filter(each => !isLast(each)).map(resourceOf);
  for (const name of UPDATED_LAST) {
    const own = functions.filter(each => nameOf(each) === name).map(resourceOf);
    for (const resource of own) for (const other of before) resource.addResourceDependency(other);
    before.push(...own);
  }
}

/** A function is in a construct of its name. */
const nameOf = ({ node }: IConstruct): string => node.scope?.node.id ?? '';
const resourceOf = ({ node }: LambdaFunction): CfnFunction => node.defaultChild as CfnFunction;
