"""The words of a letter, as a reader of other people (poppler) finds them."""
import subprocess


def text_of(pdf):
    done = subprocess.run(['pdftotext', '-layout', '-', '-'], input=pdf, capture_output=True, timeout=30,
                          check=True)
    return ' '.join(done.stdout.decode().split())
