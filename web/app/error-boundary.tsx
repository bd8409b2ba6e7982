/** Shows a failure in place of a page that has a bug, or whose files a new version of the app has replaced. */
import { Component, type ReactNode } from 'react';
import { useTexts } from '../i18n/speech.tsx';
import { Failure } from '../ui/failure.tsx';
import { Page } from '../ui/page.tsx';

interface State {
  error?: unknown;
}

export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = {};

  static getDerivedStateFromError(error: unknown): State {
    return { error };
  }

  override render(): ReactNode {
    return 'error' in this.state ? <Broken error={this.state.error} /> : this.props.children;
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
