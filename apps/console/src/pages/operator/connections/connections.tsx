export default function Soon() {
  return <p>Soon</p>;
}
