"""What is done in joint assessment: prepared, begun, assessed, closed, laid before an organ, decided (R-NEED-02)."""
