// What happens when a page can't be shown: a part of the program that could not be fetched, or a fault of our own.
import { Component, type ReactNode } from "react";
import { FaultBox } from "./fault";
import { asFault } from "../state";

interface Props {
  /** Another page is another attempt. */
  path: string;
  children: ReactNode;
}

export class Boundary extends Component<Props, { reason: unknown }> {
  override state = { reason: null as unknown };

  static getDerivedStateFromError(reason: unknown) {
    return { reason };
  }

  override componentDidUpdate(before: Props) {
    if (before.path !== this.props.path && this.state.reason !== null) this.setState({ reason: null });
  }

  override render() {
    if (this.state.reason === null) return this.props.children;
    // A new version may have been installed meanwhile: loading the page again gets all of it.
    return <FaultBox fault={asFault(this.state.reason)} retry={() => location.reload()} />;
  }
}
