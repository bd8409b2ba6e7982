/** Shows a failure in place of a page that has a bug, or whose files a new version of the app has replaced. */
import { Component, type ReactNode } from 'react';
import { useTexts } from '../i18n/speech.tsx';
import { Failure } from '../ui/failure.tsx';
import { Page } from '../ui/page.tsx';

interface State {
  isBroken: boolean;
  error?: unknown;
}

/** `address`: after another one the page is tried again. */
export class ErrorBoundary extends Component<{ children: ReactNode; address: string }, State> {
  override state: State = { isBroken: false };

  static getDerivedStateFromError(error: unknown): State {
    return { isBroken: true, error };
  }

  override componentDidUpdate({ address }: { address: string }): void {
    if (this.state.isBroken && address !== this.props.address) this.setState({ isBroken: false });
  }

  override render(): ReactNode {
    return this.state.isBroken ? <Broken error={this.state.error} /> : this.props.children;
  }
}

function Broken({ error }: { error: unknown }) {
  const { app } = useTexts();
  return (
    <Page heading={app.failure.heading} isNarrow>
      <Failure error={error} onAgain={() => location.reload()} text={app.failure.unexpected} />
    </Page>
  );
}
