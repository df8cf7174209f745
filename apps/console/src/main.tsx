import "./styles/tokens.css";
import "./styles/fonts.css";
import "./styles/base.css";
import { render } from "solid-js/web";
import { App } from "./app.tsx";

const root = document.getElementById("root");
if (root !== null) render(() => <App />, root);
