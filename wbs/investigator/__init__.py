"""The officers' application: serves one document, ciphertext and grants; opens nothing."""
