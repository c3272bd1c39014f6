"""Documents that leave the system: receipts now, letters and certificates as they come. By typst, with QR codes."""
