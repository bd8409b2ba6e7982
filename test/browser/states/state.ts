/** A named state of a page, and the means by which a visitor gets there: the real service, and faults of the network. */
import type { Page } from 'playwright-core';
import { problemDocument } from '../../../lib/contract/problem-documents.ts';
import type { ProblemCode, ProblemDetails } from '../../../lib/contract/problems.ts';
import type { Role } from '../../../lib/domain/account.ts';
import type { messages } from '../../../web/i18n/en.ts';
import type { Person, World } from '../../support/world.ts';
import type { Scene } from './scene.ts';

export interface State {
  /** The page and the state, such as `seats/lost`. Its pictures have this name too. */
  name: string;
  /** The path of its route in web/app/app.tsx. */
  route: string;
  /** Leads to the state, and waits until it is shown. */
  reach(visit: Visit): Promise<unknown>;
  /** Statuses of answers that belong to the state: the browser calls them errors. */
  answers?: readonly number[];
  /** Requests fail in this state, because there is no network. */
  isOffline?: true;
  /** Other lines of the console that belong to the state. */
  complaints?: RegExp;
}

export type Texts = typeof messages;

/** One visitor with a browser of their own. */
export interface Visit {
  world: World;
  scene: Scene;
  page: Page;
  /** The texts of the language that the visitor has chosen. */
  texts: Texts;
  /** Opens a session, as signing in does. Call it before the first page. */
  signIn(role?: Role): Promise<Visitor>;
}

export type Visitor = Person & { email: string };

/** Presses a button with this name. */
export const press = ({ page }: Visit, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).first().click();

export const seeHeading = ({ page }: Visit, name: string): Promise<void> =>
  page.getByRole('heading', { name, exact: true }).first().waitFor();

export const seeText = ({ page }: Visit, text: string): Promise<void> => page.getByText(text).first().waitFor();

/** Answers requests to an address with a problem, as the service does. */
export async function refuse<Code extends ProblemCode>(
  { page }: Visit,
  address: string | RegExp,
  code: Code,
  details: ProblemDetails[Code],
): Promise<void> {
  const problem = problemDocument(code, details, 'JKJaXmPLvHcESHA=');
  const { retryAfterSeconds } = problem as { retryAfterSeconds?: number };
  await page.route(address, route =>
    route.fulfill({
      status: problem.status,
      contentType: 'application/problem+json',
      headers: retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) },
      body: JSON.stringify(problem),
    }),
  );
}

/** Longer than the app waits before it tells the visitor. */
export const BUSY = { retryAfterSeconds: 30 };

/** Never answers requests to an address. */
export const delay = ({ page }: Visit, address: string | RegExp): Promise<unknown> => page.route(address, () => {});

/** Takes the connection away. */
export const goOffline = ({ page }: Visit): Promise<void> => page.context().setOffline(true);
