import { RemovalPolicy } from 'aws-cdk-lib';
import { describe, expect, test } from 'vitest';
import { settingsOf, stageOf, WrongSetting } from '../../lib/infra/stage.ts';

const read = (settings: Record<string, unknown>) => stageOf(name => settings[name]);

function messageOf(act: () => unknown): string {
  try {
    return String(act());
  } catch (error) {
    return (error as Error).message;
  }
}

describe('the stage', () => {
  test('is dev by default, a test stage that keeps nothing when it is destroyed', () => {
    expect(read({})).toMatchObject({ name: 'dev', isTestStage: true, removal: RemovalPolicy.DESTROY, corsOrigins: [] });
  });

  test('prod is not a test stage, and keeps its data when it is destroyed', () => {
    expect(read({ stage: 'prod' })).toMatchObject({ isTestStage: false, removal: RemovalPolicy.RETAIN });
  });

  test.each(['test', 'PROD', '', 'constructor', 3, true])('refuses %j with one sentence', stage => {
    expect(() => read({ stage })).toThrow(
      new WrongSetting(`The stage must be one of dev, prod, but "-c stage" says ${JSON.stringify(stage)}.`),
    );
  });
});

describe('the gateway', () => {
  test('is simulated on a test stage and "none" in production by default, and can be changed by the context', () => {
    expect(read({}).gateway).toBe('simulated');
    expect(read({ stage: 'prod' }).gateway).toBe('none');
    for (const stage of ['dev', 'prod']) {
      expect(read({ stage, gateway: 'stripe' }).gateway).toBe('stripe');
      expect(read({ stage, gateway: 'none' }).gateway).toBe('none');
    }
  });

  test.each(['Stripe', 'paypal', 7, true])('refuses %j with one sentence', gateway => {
    expect(() => read({ gateway })).toThrow(
      new WrongSetting(
        `The gateway must be one of simulated, stripe, none, but "-c gateway" says ${JSON.stringify(gateway)}.`,
      ),
    );
  });

  test('cannot be simulated in production', () => {
    expect(() => read({ stage: 'prod', gateway: 'simulated' })).toThrow(
      new WrongSetting('The gateway of prod cannot be simulated: nobody would be charged.'),
    );
  });
});

describe('the settings about addresses', () => {
  const digest = 'a'.repeat(64);

  test('are the texts that functions read, and empty by default', () => {
    expect(read({})).toMatchObject({ exemptAddresses: '', proxySecretSha256: '' });
    const settings = { exemptAddresses: '203.0.113.7,2001:db8::/32', proxySecretSha256: digest };
    expect(read(settings)).toMatchObject(settings);
  });

  test.each([{ exemptAddresses: '203.0.113' }, { proxySecretSha256: 'the secret itself' }])(
    'refuse %o with one sentence',
    settings => {
      expect(() => read(settings)).toThrow(WrongSetting);
      expect(() => read(settings)).toThrow(/^"-c (exemptAddresses|proxySecretSha256)": .*\.$/);
    },
  );
});

describe('the limits on callers', () => {
  test('are those of the routes by default, and can be changed by the context', () => {
    expect(read({}).rateLimits).toBe('');
    expect(read({ rateLimits: 'place-hold=50/60,login=100/300' }).rateLimits).toBe('place-hold=50/60,login=100/300');
  });

  test.each(['off', 'login', 'login=0/60', 'login=101/60', 'login=5/90000', 'no-such=5/60', 'login=5/60,', 7])(
    'refuse %j with one sentence',
    rateLimits => {
      expect(() => read({ rateLimits })).toThrow(/^"-c rateLimits": .*\.$/);
      expect(() => read({ rateLimits })).toThrow(WrongSetting);
    },
  );
});

describe('the alarms', () => {
  test('are on in production and off on a test stage by default, and can be switched by the context', () => {
    expect([read({}).alarms, read({ stage: 'prod' }).alarms]).toEqual([false, true]);
    for (const stage of ['dev', 'prod']) {
      expect(read({ stage, alarms: 'on' }).alarms).toBe(true);
      expect(read({ stage, alarms: 'off' }).alarms).toBe(false);
    }
  });

  test.each(['yes', 'ON', 1, true])('refuse %j with one sentence', alarms => {
    expect(() => read({ alarms })).toThrow(
      new WrongSetting(`The alarms must be on or off, but "-c alarms" says ${JSON.stringify(alarms)}.`),
    );
  });

  test.each(['person@example.com', 'on-call+holdfast@mail.example.co.uk'])('are sent to %s', alarmEmail => {
    expect(read({ alarmEmail }).alarmEmail).toBe(alarmEmail);
    expect(read({}).alarmEmail).toBe('');
  });

  test.each(['person', 'person@', '@example.com', 'person@example', 'a@b.example,c@d.example', 'a b@c.example', 7])(
    'refuse the address %j with one sentence',
    alarmEmail => {
      expect(() => read({ alarmEmail })).toThrow(
        new WrongSetting(
          `An address looks like person@example.com, but "-c alarmEmail" says ${JSON.stringify(alarmEmail)}.`,
        ),
      );
    },
  );
});

describe('the setting corsOrigins', () => {
  test.each([
    ['https://tickets.example', ['https://tickets.example']],
    ['https://a.example,https://b.example:8443', ['https://a.example', 'https://b.example:8443']],
    ['http://localhost:5173', ['http://localhost:5173']],
    ['', []],
  ])('reads %j as the list %j', (corsOrigins, origins) => {
    expect(read({ corsOrigins }).corsOrigins).toEqual(origins);
  });

  test.each([
    '*',
    'https://*.example',
    'tickets.example',
    'http://tickets.example',
    'https://tickets.example/',
    'https://tickets.example/shop',
    'https://a.example, https://b.example',
    'https://a.example,',
    'null',
    7,
  ])('refuses %j with one sentence', corsOrigins => {
    expect(() => read({ corsOrigins })).toThrow(
      /^An origin looks like https:.* but "-c corsOrigins" says ".*"\.$|says 7\.$/,
    );
    expect(() => read({ corsOrigins })).toThrow(WrongSetting);
  });
});

describe('the settings of the web app', () => {
  const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012';
  const domain = 'tickets.example.org';

  test('are on and without a domain by default', () => {
    expect(read({})).toMatchObject({ web: true, domain: '', certificateArn: '' });
    expect(read({ web: 'off' })).toMatchObject({ web: false });
    expect(read({ domain, certificateArn })).toMatchObject({ domain, certificateArn });
  });

  test.each([
    { web: 'no' },
    { domain },
    { certificateArn },
    { domain, certificateArn, web: 'off' },
    { domain: 'https://tickets.example.org', certificateArn },
    { domain: 'Tickets.example.org', certificateArn },
    { domain: 'localhost', certificateArn },
    // CloudFront takes certificates of us-east-1 only.
    { domain, certificateArn: certificateArn.replace('us-east-1', 'eu-central-1') },
  ])('refuse %o with one sentence', settings => {
    expect(() => read(settings)).toThrow(WrongSetting);
  });
});

describe("the operator's facts for the web app", () => {
  const facts = {
    stripePublishableKey: 'pk_live_51H8xAbCdEf',
    termsUrl: 'https://example.org/terms',
    privacyUrl: 'https://example.org/privacy?lang=en',
    legalNoticeUrl: 'https://example.org/imprint',
  };

  test('are empty by default, and taken as they are written', () => {
    expect(read({})).toMatchObject({ stripePublishableKey: '', termsUrl: '', privacyUrl: '', legalNoticeUrl: '' });
    expect(read({ ...facts, gateway: 'stripe' })).toMatchObject(facts);
    expect(settingsOf(read({ ...facts, gateway: 'stripe' }))).toMatchObject(facts);
  });

  test('have no key of Stripe on a stage without Stripe', () => {
    expect(() => read({ stripePublishableKey: facts.stripePublishableKey })).toThrow(
      new WrongSetting('"-c stripePublishableKey" is for stages with "-c gateway=stripe".'),
    );
  });

  test.each(['sk_live_51H8xAbCdEf', 'rk_live_51H8xAbCdEf', 'whsec_51H8xAbCdEf', 'pk_live_51H8 xAbCdEf'])(
    'refuse %j as a publishable key, in a sentence that does not repeat it',
    stripePublishableKey => {
      const wrong = () => read({ gateway: 'stripe', stripePublishableKey });
      expect(wrong).toThrow(/^"-c stripePublishableKey": a publishable key of Stripe begins with .*\.$/);
      expect(wrong).toThrow(WrongSetting);
      expect(messageOf(wrong)).not.toContain(String(stripePublishableKey));
    },
  );

  test.each([
    { termsUrl: 'http://example.org/terms' },
    { privacyUrl: 'example.org/privacy' },
    { legalNoticeUrl: 'javascript:alert(1)' },
    { termsUrl: 'https://user:secret@example.org/terms' },
  ])('refuse %o with one sentence', settings => {
    expect(() => read(settings)).toThrow(/^"-c \w+Url": the address of a page looks like .*\.$/);
    expect(() => read(settings)).toThrow(WrongSetting);
  });
});

describe('the settings of mail', () => {
  test('are empty by default: no sender, the address of the API, and no verified addresses', () => {
    expect(read({})).toMatchObject({ mailFrom: '', mailIdentity: 'own', baseUrl: '', verifiedEmail: false });
  });

  test('are taken as they are written', () => {
    const settings = { mailFrom: 'Łódź Tickets <tickets@example.org>', baseUrl: 'https://tickets.example.org' };
    expect(read({ ...settings, verifiedEmail: 'required', mailIdentity: 'existing' })).toMatchObject({
      ...settings,
      verifiedEmail: true,
      mailIdentity: 'existing',
    });
  });

  test.each([
    { mailFrom: 'tickets' },
    { mailFrom: 'A <a@example.org>, B <b@example.org>' },
    { mailFrom: 'A <a@example.org>\nBcc: b@example.org' },
    { mailIdentity: 'mine' },
    { baseUrl: 'http://tickets.example.org' },
    { baseUrl: 'https://tickets.example.org/' },
    { baseUrl: 'https://user@tickets.example.org' },
    { baseUrl: 'tickets.example.org' },
    { verifiedEmail: 'yes' },
  ])('refuse %o with one sentence', settings => {
    expect(() => read(settings)).toThrow(WrongSetting);
  });
});
